// SPDX-License-Identifier: GPL-2.0
/*
 * freed.c - /dev/freed, which gives back pages that a program still has mapped.
 * Wrong on purpose.
 *
 * It shares two pages, one by remap_pfn_range() and one by vm_insert_page().
 * When its file gets a write it frees both, as if they were no longer needed,
 * and then plays the rest of the kernel, which takes pages for purposes of its
 * own.
 */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>

static DEFINE_MUTEX(pages_lock);
static char *by_frame;
static char *by_page;

/* Enough of them to get the two again that were freed last. */
static char *taken[16];

static char *page_with(const char *text)
{
	char *page = (char *)get_zeroed_page(GFP_KERNEL);

	if (page)
		strscpy(page, text, PAGE_SIZE);
	return page;
}

static void free_shared(void)
{
	free_page((unsigned long)by_frame);
	free_page((unsigned long)by_page);
	by_frame = NULL;
	by_page = NULL;
}

/* region: mmap */
static int freed_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret = -EINVAL;

	mutex_lock(&pages_lock);
	if (!by_frame || vma_pages(vma) != 1)
		ret = -EINVAL;
	else if (vma->vm_pgoff == 0)
		ret = remap_pfn_range(vma, vma->vm_start,
				      virt_to_phys(by_frame) >> PAGE_SHIFT,
				      PAGE_SIZE, vma->vm_page_prot);
	else if (vma->vm_pgoff == 1)
		ret = vm_insert_page(vma, vma->vm_start, virt_to_page(by_page));
	mutex_unlock(&pages_lock);
	return ret;
}
/* endregion: mmap */

/* region: free */
static ssize_t freed_write(struct file *file, const char __user *from,
			   size_t asked, loff_t *position)
{
	size_t i;

	mutex_lock(&pages_lock);
	if (by_frame) {
		/* The mistake: someone may have them mapped. */
		free_shared();

		/* Here the rest of the kernel goes on with its work. */
		for (i = 0; i < ARRAY_SIZE(taken); i++)
			taken[i] = page_with("somebody else's password");
	}
	mutex_unlock(&pages_lock);
	return asked;
}
/* endregion: free */

static const struct file_operations freed_operations = {
	.owner	= THIS_MODULE,
	.mmap	= freed_mmap,
	.write	= freed_write,
};

static struct miscdevice freed_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "freed",
	.fops	= &freed_operations,
};

static int __init freed_init(void)
{
	int ret = -ENOMEM;

	by_frame = page_with("shared by frame number");
	by_page = page_with("shared as a counted page");
	if (by_frame && by_page)
		ret = misc_register(&freed_device);
	if (ret)
		free_shared();
	return ret;
}

static void __exit freed_exit(void)
{
	size_t i;

	misc_deregister(&freed_device);
	free_shared();
	for (i = 0; i < ARRAY_SIZE(taken); i++)
		free_page((unsigned long)taken[i]);
}

module_init(freed_init);
module_exit(freed_exit);

MODULE_DESCRIPTION("Pages that are freed while a program has them mapped");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
