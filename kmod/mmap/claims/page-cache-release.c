// expect: all error "implicit declaration of function 'page_cache_release'"
// claim: page_cache_release() became put_page() in 4.6.
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>

static void __used release(struct page *page)
{
	page_cache_release(page);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
