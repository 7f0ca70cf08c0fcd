// expect: all ok
// claim: Nobody warns where the result of put_user() is dropped.
#include <linux/module.h>
#include <linux/uaccess.h>

static void __used give(int __user *to)
{
	put_user(1, to);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
