// expect: all ok
// claim: get_user() and put_user() take numbers of 1, 2, 4 and 8 bytes; the pointer decides which.
#include <linux/module.h>
#include <linux/uaccess.h>

static int __used carry(u8 __user *a, u16 __user *b, u32 __user *c, u64 __user *d)
{
	u8 one;
	u16 two;
	u32 four;
	u64 eight;

	if (get_user(one, a) || get_user(two, b) || get_user(four, c) || get_user(eight, d))
		return -EFAULT;
	return put_user(one, a) ?: put_user(two, b) ?: put_user(four, c) ?: put_user(eight, d);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
