// SPDX-License-Identifier: GPL-2.0
/*
 * unchecked.c - /dev/unchecked, whose mmap believes the program's offset and
 * length. Wrong on purpose.
 *
 * The device has one page to share. Right behind it, as it happens, lies a page
 * with the driver's own key. It compiles without a warning and works for every
 * program that asks for the one page.
 */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>

static char *pages;
static char *key;

/* region: mmap */
static int unchecked_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long first = virt_to_phys(pages) >> PAGE_SHIFT;

	return remap_pfn_range(vma, vma->vm_start, first + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}
/* endregion: mmap */

/* For the experiment: what the driver itself takes for its key. */
static ssize_t unchecked_read(struct file *file, char __user *to, size_t asked,
			      loff_t *position)
{
	return simple_read_from_buffer(to, asked, position, key,
				       strnlen(key, PAGE_SIZE));
}

static const struct file_operations unchecked_operations = {
	.owner	= THIS_MODULE,
	.mmap	= unchecked_mmap,
	.read	= unchecked_read,
};

static struct miscdevice unchecked_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "unchecked",
	.fops	= &unchecked_operations,
};

static int __init unchecked_init(void)
{
	int ret;

	pages = (char *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 1);
	if (!pages)
		return -ENOMEM;
	key = pages + PAGE_SIZE;
	strscpy(pages, "for every program to see", PAGE_SIZE);
	strscpy(key, "the driver's own key", PAGE_SIZE);

	ret = misc_register(&unchecked_device);
	if (ret)
		free_pages((unsigned long)pages, 1);
	return ret;
}

static void __exit unchecked_exit(void)
{
	misc_deregister(&unchecked_device);
	free_pages((unsigned long)pages, 1);
}

module_init(unchecked_init);
module_exit(unchecked_exit);

MODULE_DESCRIPTION("A mapping whose offset and length nobody checks");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
