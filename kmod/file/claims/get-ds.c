// expect: all error "implicit declaration of function 'get_ds'"
// claim: get_ds() went in 5.1: it was another name of KERNEL_DS.
#include <linux/module.h>
#include <linux/uaccess.h>

static void __used open_the_gate(void)
{
	(void)get_ds();
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
