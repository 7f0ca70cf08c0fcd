// expect: all error "implicit declaration of function 'init_timer'"
// claim: init_timer() went in 4.15.
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static void __used prepare(void)
{
	init_timer(&timer);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
