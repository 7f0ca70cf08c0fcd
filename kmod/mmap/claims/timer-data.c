// expect: all error "has no member named 'data'"
// claim: A timer carries no data of its own since 4.15; its function gets the timer itself.
#include <linux/module.h>
#include <linux/timer.h>

static struct timer_list timer;

static void __used prepare(void)
{
	timer.data = 1;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
