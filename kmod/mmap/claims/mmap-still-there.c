// expect: all ok
// claim: The mmap operation, with remap_pfn_range() and vm_insert_page() in it, compiles in every edition.
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>

static char *page;

static int map(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return vm_insert_page(vma, vma->vm_start, virt_to_page(page));
	return remap_pfn_range(vma, vma->vm_start, virt_to_phys(page) >> PAGE_SHIFT,
			       PAGE_SIZE, vma->vm_page_prot);
}

static const struct file_operations __used operations = {
	.mmap = map,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
