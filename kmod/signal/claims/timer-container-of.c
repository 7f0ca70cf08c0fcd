// expect: 6.1 error "timer_container_of"; 6.12 error "timer_container_of"; newest ok
// claim: timer_container_of() came in 6.16.
#include <linux/module.h>
#include <linux/timer.h>

struct sender {
	struct timer_list timer;
};

static struct sender *__used owner(struct timer_list *timer)
{
	struct sender *sender = timer_container_of(sender, timer, timer);

	return sender;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
