// expect: all error "from incompatible pointer type 'int (*)(struct kset *, struct kobject *)'"
// claim: The functions of kset_uevent_ops lost their first argument, the kset, in 5.17.
#include <linux/kobject.h>
#include <linux/module.h>

static int filter(struct kset *kset, struct kobject *kobj)
{
	return 1;
}

static const struct kset_uevent_ops __used events = {
	.filter = filter,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
