// expect: 6.1 error "has no member named 'mmap_prepare'"; 6.12 error "has no member named 'mmap_prepare'"; newest ok
// claim: mmap_prepare: the module describes a mapping and the kernel makes it.
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>

static char *board;
static struct page *notice;

/* region: prepare */
static int map_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_pages(desc) != 1)
		return -EINVAL;
	if (desc->pgoff == 0) {
		mmap_action_remap_full(desc, virt_to_phys(board) >> PAGE_SHIFT);
		return 0;
	}
	if (vma_desc_test(desc, VMA_WRITE_BIT))
		return -EACCES;
	vma_desc_clear_flags(desc, VMA_MAYWRITE_BIT);
	mmap_action_map_kernel_pages_full(desc, &notice);
	return 0;
}

static const struct file_operations __used operations = {
	.mmap_prepare = map_prepare,
};
/* endregion: prepare */

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
