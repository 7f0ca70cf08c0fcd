// expect: all error "too many arguments to function 'get_user_pages'"
// claim: get_user_pages() has lost four of its eight arguments, the last one in 6.5.
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>

static long __used pin(unsigned long address, struct page **page)
{
	return get_user_pages(current, current->mm, address, 1, 1, 0, page, NULL);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
