// SPDX-License-Identifier: GPL-2.0
/*
 * mmap.c - /dev/mmap, a device whose memory appears inside the programs that
 * map it. Three pieces of memory, and for each another way to hand it out:
 *
 *   the board    remap_pfn_range()   a page that both sides write
 *   the notice   vm_insert_page()    a page that only the kernel writes
 *   the ring     a fault handler     samples for the program, page by page
 *
 * No byte of them is ever copied: the program's page tables point at the very
 * pages that this module writes.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/build_bug.h>
#include <linux/compat.h>
#include <linux/ctype.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/log2.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "mmap_uapi.h"

/* region: memory */
/* Whole pages, each of them zeroed before anyone outside can see it. */
static char *board;
static struct mmap_notice *notice;

/* Five pages in a row here, anywhere in physical memory. */
static struct mmap_ring *ring;
static struct mmap_sample *samples;
/* endregion: memory */

/* region: state */
/*
 * What the kernel itself goes by. The index in the ring is a copy of ring_head
 * for the program's eyes: nothing that is decided here is read back from memory
 * that the program can write.
 */
static DEFINE_SPINLOCK(ring_lock);
static u32 ring_head;
static u32 ring_remaining;
static u32 sample_number;
static DECLARE_WAIT_QUEUE_HEAD(ring_wait);
/* endregion: state */

/* region: flags */
#if KERNEL_VERSION(6, 3, 0) > LINUX_VERSION_CODE
/* Until 6.3 the flags of a mapping were a number that anyone could change. */
static void vm_flags_mod(struct vm_area_struct *vma, unsigned long set,
			 unsigned long clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}
#endif
/* endregion: flags */

/* region: map-board */
static int map_board(struct vm_area_struct *vma)
{
	if (vma_pages(vma) != 1)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start,
			       virt_to_phys(board) >> PAGE_SHIFT,
			       PAGE_SIZE, vma->vm_page_prot);
}
/* endregion: map-board */

/* region: map-notice */
static int map_notice(struct vm_area_struct *vma)
{
	if (vma_pages(vma) != 1)
		return -EINVAL;
	if (vma->vm_flags & VM_WRITE)
		return -EACCES;

	/* Not now and, with mprotect(2) in mind, not later. */
	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYWRITE);
	return vm_insert_page(vma, vma->vm_start, virt_to_page(notice));
}
/* endregion: map-notice */

/* region: map-ring */
/* The program touched a page of the ring that it has not got yet. */
static vm_fault_t ring_fault(struct vm_fault *vmf)
{
	pgoff_t index = vmf->pgoff - MMAP_RING;

	if (index >= MMAP_RING_PAGES)
		return VM_FAULT_SIGBUS;
	pr_info("fault: page %lu of the ring is wanted\n", index);
	vmf->page = vmalloc_to_page((char *)ring + index * PAGE_SIZE);
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct ring_vm_operations = {
	.fault	= ring_fault,
};

static int map_ring(struct vm_area_struct *vma)
{
	if (vma_pages(vma) > MMAP_RING_PAGES)
		return -EINVAL;
	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, 0);
	vma->vm_ops = &ring_vm_operations;
	return 0;
}
/* endregion: map-ring */

/* region: mmap */
static int shared_mmap(struct file *file, struct vm_area_struct *vma)
{
	/* A private mapping is a copy, and would show nobody anything. */
	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;

	switch (vma->vm_pgoff) {
	case MMAP_BOARD:
		return map_board(vma);
	case MMAP_NOTICE:
		return map_notice(vma);
	case MMAP_RING:
		return map_ring(vma);
	default:
		return -EINVAL;
	}
}
/* endregion: mmap */

/* region: capitals */
/* The text is not in the argument but in the board, where both can see it. */
static long board_capitals(struct mmap_text __user *user)
{
	struct mmap_text text;
	u32 i;

	if (copy_from_user(&text, user, sizeof(text)))
		return -EFAULT;
	if (text.offset > PAGE_SIZE || text.length > PAGE_SIZE - text.offset)
		return -EINVAL;

	text.changed = 0;
	for (i = text.offset; i < text.offset + text.length; i++) {
		/* Once: the program may write the same byte at this moment. */
		char letter = READ_ONCE(board[i]);

		if (!islower(letter))
			continue;
		WRITE_ONCE(board[i], toupper(letter));
		text.changed++;
	}
	pr_info("ioctl: %llu letters of the board are capitals now\n",
		text.changed);

	if (copy_to_user(user, &text, sizeof(text)))
		return -EFAULT;
	return 0;
}
/* endregion: capitals */

/* region: produce */
static void produce_sample(void)
{
	struct mmap_sample *sample;
	u32 number = sample_number++;
	u32 used;

	/* Pairs with the program's store of tail: it has done with the slot. */
	used = ring_head - smp_load_acquire(&ring->tail);

	/* More than all of them is nonsense, and counts as full as well. */
	if (used >= MMAP_RING_SAMPLES) {
		WRITE_ONCE(notice->lost, notice->lost + 1);
		return;
	}
	sample = &samples[ring_head % MMAP_RING_SAMPLES];
	sample->number = number;
	sample->square = number * number;
	ring_head++;

	/* Pairs with the program's load of head: the sample, then this. */
	smp_store_release(&ring->head, ring_head);
	WRITE_ONCE(notice->produced, notice->produced + 1);
}
/* endregion: produce */

/* region: timer */
#define SAMPLES_PER_TICK	64

static void ring_tick(struct timer_list *timer);
static DEFINE_TIMER(ring_timer, ring_tick);

/* Runs in an interrupt: there is no process here to copy anything to. */
static void ring_tick(struct timer_list *timer)
{
	u32 left;

	spin_lock(&ring_lock);
	for (left = SAMPLES_PER_TICK; left && ring_remaining; left--) {
		produce_sample();
		ring_remaining--;
	}
	if (ring_remaining)
		mod_timer(&ring_timer, jiffies + 1);
	spin_unlock(&ring_lock);

	wake_up_interruptible(&ring_wait);
}
/* endregion: timer */

/* region: start */
static long ring_produce(u32 __user *user)
{
	long ret = 0;
	u32 count;

	if (get_user(count, user))
		return -EFAULT;

	spin_lock_bh(&ring_lock);
	if (ring_remaining) {
		ret = -EBUSY;
	} else if (count) {
		ring_remaining = count;
		mod_timer(&ring_timer, jiffies + 1);
	}
	spin_unlock_bh(&ring_lock);
	return ret;
}
/* endregion: start */

/* region: poll */
static __poll_t shared_poll(struct file *file, poll_table *table)
{
	poll_wait(file, &ring_wait, table);
	if (READ_ONCE(ring_head) != READ_ONCE(ring->tail))
		return EPOLLIN | EPOLLRDNORM;
	return 0;
}
/* endregion: poll */

/* region: dispatch */
static long shared_ioctl(struct file *file, unsigned int command,
			 unsigned long argument)
{
	void __user *user = (void __user *)argument;

	switch (command) {
	case MMAP_CAPITALS:
		return board_capitals(user);
	case MMAP_PRODUCE:
		return ring_produce(user);
	default:
		return -ENOTTY;
	}
}
/* endregion: dispatch */

/* region: device */
static const struct file_operations shared_operations = {
	.owner		= THIS_MODULE,
	.mmap		= shared_mmap,
	.poll		= shared_poll,
	.unlocked_ioctl	= shared_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct miscdevice shared_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= MMAP_NAME,
	.fops	= &shared_operations,
};
/* endregion: device */

/* region: load */
static int __init shared_init(void)
{
	int ret = -ENOMEM;

	BUILD_BUG_ON(PAGE_SIZE != 4096);
	BUILD_BUG_ON(!is_power_of_2(MMAP_RING_SAMPLES));
	BUILD_BUG_ON(sizeof(struct mmap_text) != 16);

	board = (char *)get_zeroed_page(GFP_KERNEL);
	if (!board)
		return ret;
	notice = (struct mmap_notice *)get_zeroed_page(GFP_KERNEL);
	if (!notice)
		goto free_board;
	ring = vzalloc(MMAP_RING_PAGES * PAGE_SIZE);
	if (!ring)
		goto free_notice;
	samples = (struct mmap_sample *)((char *)ring + PAGE_SIZE);

	strscpy(board, "the kernel wrote this", PAGE_SIZE);
	ret = misc_register(&shared_device);
	if (ret)
		goto free_ring;
	pr_info("/dev/" MMAP_NAME " shares 7 pages\n");
	return 0;

free_ring:
	vfree(ring);
free_notice:
	free_page((unsigned long)notice);
free_board:
	free_page((unsigned long)board);
	return ret;
}

/*
 * Nobody has the pages mapped any more: a mapping keeps its file open, and an
 * open file keeps the module from being unloaded.
 */
static void __exit shared_exit(void)
{
	misc_deregister(&shared_device);
	timer_shutdown_sync(&ring_timer);
	vfree(ring);
	free_page((unsigned long)notice);
	free_page((unsigned long)board);
	pr_info("/dev/" MMAP_NAME " is gone\n");
}

module_init(shared_init);
module_exit(shared_exit);
/* endregion: load */

MODULE_DESCRIPTION("Pages that a program and the kernel both have: three ways");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
