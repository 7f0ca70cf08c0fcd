// expect: all ok
// claim: Nobody warns where the results of put_user() and get_user() are dropped.
#include <linux/module.h>
#include <linux/uaccess.h>

static int kept;

static void __used give(int __user *to)
{
	put_user(1, to);
}

static void __used take(int __user *from)
{
	get_user(kept, from);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
