// expect: 6.1 ok; 6.12 error "too many arguments to function 'eventfd_signal'"; newest error "too many arguments to function 'eventfd_signal'"
// claim: eventfd_signal() lost its second argument in 6.8.
#include <linux/eventfd.h>
#include <linux/module.h>

static void __used tell(struct eventfd_ctx *context)
{
	eventfd_signal(context, 1);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
