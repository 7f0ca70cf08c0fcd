// expect: 6.1 error "macro \"class_create\" requires 2 arguments, but only 1 given"; 6.12 ok; newest ok
// claim: class_create() takes the name alone since 6.4.
#include <linux/device.h>
#include <linux/module.h>

static struct class *__used make_class(void)
{
	return class_create("claim");
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
