// SPDX-License-Identifier: GPL-2.0
/*
 * hopper.c - /dev/hopper puts what is written to it into a ring of bytes that
 * the program has mapped.
 */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#define HOPPER_SIZE 2048

struct hopper {
	u32 head;		/* bytes put in so far: the kernel's */
	u32 reserved[15];
	u32 tail;		/* bytes taken out so far: the program's */
	u32 more[15];
	u8 bytes[HOPPER_SIZE];	/* byte i lies at i % HOPPER_SIZE */
};

static DEFINE_MUTEX(hopper_lock);
static struct hopper *hopper;
static u32 hopper_head;

/* Puts one byte into the ring; false when it is full. */
static bool hopper_put(u8 byte)
{
	if (hopper_head - smp_load_acquire(&hopper->tail) >= HOPPER_SIZE)
		return false;
	hopper->bytes[hopper_head % HOPPER_SIZE] = byte;
	hopper_head++;
	hopper->head = hopper_head;
	return true;
}

static ssize_t hopper_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *ppos)
{
	u8 bytes[64];
	size_t done = 0;
	ssize_t ret = -ENOSPC;

	mutex_lock(&hopper_lock);
	while (done < count) {
		size_t piece = min(count - done, sizeof(bytes));
		size_t i;

		if (copy_from_user(bytes, buf + done, piece)) {
			ret = -EFAULT;
			break;
		}
		for (i = 0; i < piece && hopper_put(bytes[i]); i++)
			;
		done += i;
		if (i < piece)
			break;
	}
	mutex_unlock(&hopper_lock);
	return done || !count ? done : ret;
}

static int hopper_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	if (vma->vm_pgoff || vma_pages(vma) != 1)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(hopper) >> PAGE_SHIFT,
			       PAGE_SIZE, vma->vm_page_prot);
}

static const struct file_operations hopper_operations = {
	.owner = THIS_MODULE,
	.write = hopper_write,
	.mmap = hopper_mmap,
};

static struct miscdevice hopper_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hopper",
	.fops = &hopper_operations,
};

static int __init hopper_init(void)
{
	int ret;

	hopper = (struct hopper *)get_zeroed_page(GFP_KERNEL);
	if (!hopper)
		return -ENOMEM;
	hopper_head = 0;
	ret = misc_register(&hopper_device);
	if (ret)
		free_page((unsigned long)hopper);
	return ret;
}

static void __exit hopper_exit(void)
{
	misc_deregister(&hopper_device);
	free_page((unsigned long)hopper);
}

module_init(hopper_init);
module_exit(hopper_exit);
MODULE_DESCRIPTION("A ring of bytes that no program can talk into harm");
MODULE_LICENSE("GPL");
