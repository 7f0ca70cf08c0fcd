// expect: all ok
// claim: pin_user_pages_fast() takes hold of pages of the program, and needs no lock around it.
#include <linux/mm.h>
#include <linux/module.h>

static int __used pin(unsigned long address, struct page **page)
{
	int got = pin_user_pages_fast(address, 1, FOLL_WRITE, page);

	if (got == 1)
		unpin_user_pages_dirty_lock(page, 1, true);
	return got;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
