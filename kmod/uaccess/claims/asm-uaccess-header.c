// expect: all ok
// claim: Including asm/uaccess.h as in 2010 still compiles (linux/uaccess.h is what to write).
#include <linux/module.h>
#include <asm/uaccess.h>

static int __used fetch(int __user *from)
{
	int value;

	if (get_user(value, from))
		return -EFAULT;
	return value;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
