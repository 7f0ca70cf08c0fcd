// expect: all error "implicit declaration of function 'set_fs'"
// claim: set_fs() went from x86 in 5.10 and from the last architectures in 5.18.
#include <linux/module.h>
#include <linux/uaccess.h>

static void __used open_the_gate(void)
{
	set_fs(KERNEL_DS);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
