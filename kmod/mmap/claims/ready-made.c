// expect: all ok
// claim: The helpers that map several pages at once exist in every edition.
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

static struct page *pages[4];
static void *memory;

static int __used by_pages(struct vm_area_struct *vma)
{
	return vm_map_pages(vma, pages, ARRAY_SIZE(pages));
}

static int __used by_vmalloc(struct vm_area_struct *vma)
{
	memory = vmalloc_user(4 * PAGE_SIZE);
	return memory ? remap_vmalloc_range(vma, memory, vma->vm_pgoff) : -ENOMEM;
}

static int __used by_device(struct vm_area_struct *vma, phys_addr_t registers)
{
	return vm_iomap_memory(vma, registers, PAGE_SIZE);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
