// expect: all ok
// claim: SetPageReserved() on a page to be mapped still compiles.
#include <linux/mm.h>
#include <linux/module.h>

static void __used reserve(void *page)
{
	SetPageReserved(virt_to_page(page));
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
