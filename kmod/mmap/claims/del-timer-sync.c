// expect: 6.1 ok; 6.12 ok; newest error "implicit declaration of function 'del_timer_sync'"
// claim: del_timer_sync() became timer_delete_sync(), and the old name went in 6.15.
#include <linux/module.h>
#include <linux/timer.h>

static void tick(struct timer_list *timer)
{
}

static DEFINE_TIMER(timer, tick);

static void __used stop(void)
{
	del_timer_sync(&timer);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
