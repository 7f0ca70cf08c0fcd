// expect: all ok
// claim: timer_shutdown_sync() is there in every edition.
#include <linux/module.h>
#include <linux/timer.h>

static void tick(struct timer_list *timer)
{
}

static DEFINE_TIMER(timer, tick);

static void __used stop(void)
{
	timer_shutdown_sync(&timer);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
