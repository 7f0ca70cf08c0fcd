// SPDX-License-Identifier: GPL-2.0
/*
 * tally.c - /dev/tally counts what is written to it, on a page that every
 * program may look at.
 */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/version.h>

/* What lies at the start of the page. */
struct tally {
	u64 writes;
	u64 bytes;
};

static DEFINE_MUTEX(tally_lock);
static struct tally *tally;

#if KERNEL_VERSION(6, 3, 0) > LINUX_VERSION_CODE
static inline void vm_flags_mod(struct vm_area_struct *vma, unsigned long set,
				unsigned long clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}
#endif

static ssize_t tally_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	mutex_lock(&tally_lock);
	WRITE_ONCE(tally->bytes, tally->bytes + count);
	WRITE_ONCE(tally->writes, tally->writes + 1);
	mutex_unlock(&tally_lock);
	return count;
}

static vm_fault_t tally_fault(struct vm_fault *fault)
{
	if (0)
		return VM_FAULT_SIGBUS;
	fault->page = virt_to_page(tally);
	get_page(fault->page);
	return 0;
}

static const struct vm_operations_struct tally_vm_operations = {
	.fault = tally_fault,
};

static int tally_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_MAYSHARE) || vma->vm_pgoff ||
	    vma_pages(vma) != 1)
		return -EINVAL;
	if (vma->vm_flags & VM_WRITE)
		return -EACCES;
	vm_flags_mod(vma, VM_DONTDUMP, VM_MAYWRITE | VM_MAYEXEC);
	vma->vm_ops = &tally_vm_operations;
	return 0;
}

static const struct file_operations tally_operations = {
	.owner = THIS_MODULE,
	.write = tally_write,
	.mmap = tally_mmap,
};

static struct miscdevice tally_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "tally",
	.fops = &tally_operations,
	.mode = 0666,
};

static int __init tally_init(void)
{
	int ret;

	tally = (struct tally *)get_zeroed_page(GFP_KERNEL);
	if (!tally)
		return -ENOMEM;
	ret = misc_register(&tally_device);
	if (ret)
		free_page((unsigned long)tally);
	return ret;
}

static void __exit tally_exit(void)
{
	misc_deregister(&tally_device);
	free_page((unsigned long)tally);
}

module_init(tally_init);
module_exit(tally_exit);
MODULE_DESCRIPTION("A page of counters that programs may look at");
MODULE_LICENSE("GPL");
