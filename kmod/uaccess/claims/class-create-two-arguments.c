// expect: 6.1 ok; 6.12 error "too many arguments to function 'class_create'"; newest error "too many arguments to function 'class_create'"
// claim: class_create() lost its first argument, the module, in 6.4.
#include <linux/device.h>
#include <linux/module.h>

static struct class *__used make_class(void)
{
	return class_create(THIS_MODULE, "claim");
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
