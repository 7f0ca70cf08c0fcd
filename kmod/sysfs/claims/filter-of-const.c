// expect: 6.1 error "from incompatible pointer type"; 6.12 ok; newest ok
// claim: Since 6.2 a filter gets a const kobject.
#include <linux/kobject.h>
#include <linux/module.h>

static int filter(const struct kobject *kobj)
{
	return 1;
}

static const struct kset_uevent_ops __used events = {
	.filter = filter,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
