// expect: 6.1 error "too few arguments to function 'eventfd_signal'"; 6.12 ok; newest ok
// claim: eventfd_signal() takes the context alone since 6.8.
#include <linux/eventfd.h>
#include <linux/module.h>

static void __used tell(struct eventfd_ctx *context)
{
	eventfd_signal(context);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
