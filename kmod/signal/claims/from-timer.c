// expect: 6.1 ok; 6.12 ok; newest error "from_timer"
// claim: from_timer() became timer_container_of() in 6.16.
#include <linux/module.h>
#include <linux/timer.h>

struct sender {
	struct timer_list timer;
};

static struct sender *__used owner(struct timer_list *timer)
{
	struct sender *sender = from_timer(sender, timer, timer);

	return sender;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
