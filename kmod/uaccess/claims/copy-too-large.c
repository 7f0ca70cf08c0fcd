// expect: all error "copy source size is too small"
// claim: A copy whose fixed size exceeds the kernel object does not compile.
#include <linux/module.h>
#include <linux/uaccess.h>

static char kept[16];

static unsigned long __used give(char __user *to)
{
	return copy_to_user(to, kept, 32);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
