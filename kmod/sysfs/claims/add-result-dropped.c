// expect: all warning "ignoring return value of 'kobject_init_and_add'"
// claim: The compiler warns where the result of kobject_init_and_add() is dropped.
#include <linux/kobject.h>
#include <linux/module.h>

static const struct kobj_type type;

static void __used begin(struct kobject *kobj)
{
	kobject_init_and_add(kobj, &type, NULL, "claim");
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
