/*
 * mmap_legacy.c - the same shared memory as an article of about 2010 would
 * write it, for Linux 2.6.3x. It is here to be compiled, not to be loaded: the
 * compiler tells, line by line, what the years have changed. The answers are in
 * mmap.c.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <asm/io.h>
#include <asm/uaccess.h>

#define SHARE_MAJOR	240
#define SHARE_PIN	_IOW('S', 1, unsigned long)
#define RING_PAGES	4
#define RING_SAMPLES	1000

struct share_ring {
	int head;
	int tail;
	int samples[RING_SAMPLES];
};

static char *share_page;
static struct share_ring *share_ring;
static struct timer_list share_timer;

/* region: operations */
static int share_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	unsigned long address = (unsigned long)vmf->virtual_address;
	unsigned long offset = address - vma->vm_start;

	vmf->page = vmalloc_to_page((char *)share_ring + offset);
	get_page(vmf->page);
	return 0;
}

static struct vm_operations_struct share_vm_ops = {
	.fault	= share_fault,
};

static int share_mmap(struct file *filp, struct vm_area_struct *vma)
{
	vma->vm_flags |= VM_IO;
	vma->vm_flags |= VM_RESERVED;
	if (vma->vm_pgoff) {
		vma->vm_ops = &share_vm_ops;
		return 0;
	}
	return remap_pfn_range(vma, vma->vm_start,
			       virt_to_phys(share_page) >> PAGE_SHIFT,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}
/* endregion: operations */

/* region: pin */
/* The other direction: takes hold of a page of the program. */
static int share_pin(unsigned long address)
{
	struct page *page;
	int got;

	down_read(&current->mm->mmap_sem);
	got = get_user_pages(current, current->mm, address,
			     1, 1, 0, &page, NULL);
	up_read(&current->mm->mmap_sem);
	if (got != 1)
		return -EFAULT;
	memset(kmap(page), 0, PAGE_SIZE);
	kunmap(page);
	SetPageDirty(page);
	page_cache_release(page);
	return 0;
}
/* endregion: pin */

static int share_ioctl(struct inode *inode, struct file *filp,
		       unsigned int cmd, unsigned long arg)
{
	if (cmd == SHARE_PIN)
		return share_pin(arg);
	return -EINVAL;
}

/* region: timer */
static void share_tick(unsigned long data)
{
	int next = (share_ring->head + 1) % RING_SAMPLES;

	if (next != ACCESS_ONCE(share_ring->tail)) {
		share_ring->samples[share_ring->head] = jiffies;
		wmb();
		share_ring->head = next;
	}
	mod_timer(&share_timer, jiffies + HZ / 10);
}
/* endregion: timer */

static struct file_operations share_fops = {
	.owner	= THIS_MODULE,
	.mmap	= share_mmap,
	.ioctl	= share_ioctl,
};

static int __init share_init(void)
{
	share_page = (char *)__get_free_page(GFP_KERNEL);
	SetPageReserved(virt_to_page(share_page));
	share_ring = vmalloc(RING_PAGES * PAGE_SIZE);
	init_timer(&share_timer);
	share_timer.function = share_tick;
	share_timer.data = 0;
	mod_timer(&share_timer, jiffies + HZ / 10);
	return register_chrdev(SHARE_MAJOR, "share", &share_fops);
}

static void __exit share_exit(void)
{
	unregister_chrdev(SHARE_MAJOR, "share");
	del_timer_sync(&share_timer);
	vfree(share_ring);
	ClearPageReserved(virt_to_page(share_page));
	free_page((unsigned long)share_page);
}

module_init(share_init);
module_exit(share_exit);
MODULE_LICENSE("GPL");
