// expect: all error "implicit declaration of function 'kobject_register'"
// claim: kobject_register() went in 2.6.25.
#include <linux/kobject.h>
#include <linux/module.h>

static int __used begin(struct kobject *kobj)
{
	return kobject_register(kobj);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
