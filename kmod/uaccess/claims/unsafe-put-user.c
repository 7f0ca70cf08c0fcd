// expect: all ok
// claim: One permission for several numbers: user_access_begin() and unsafe_put_user().
#include <linux/module.h>
#include <linux/uaccess.h>

static int __used give(u32 __user *to)
{
	if (!user_access_begin(to, 2 * sizeof(*to)))
		return -EFAULT;
	unsafe_put_user(1, &to[0], efault);
	unsafe_put_user(2, &to[1], efault);
	user_access_end();
	return 0;
efault:
	user_access_end();
	return -EFAULT;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
