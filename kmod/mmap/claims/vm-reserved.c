// expect: all error "'VM_RESERVED' undeclared"
// claim: VM_RESERVED went in 3.7.
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long __used wanted(void)
{
	return VM_RESERVED;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
