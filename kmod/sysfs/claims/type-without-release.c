// expect: all ok
// claim: No tool says a word where a kobj_type has no release function.
#include <linux/kobject.h>
#include <linux/module.h>

static const struct kobj_type type = {
	.sysfs_ops = &kobj_sysfs_ops,
};

static struct kobject kobj;

static int __used begin(void)
{
	return kobject_init_and_add(&kobj, &type, NULL, "claim");
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
