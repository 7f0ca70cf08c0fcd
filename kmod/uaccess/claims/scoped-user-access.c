// expect: 6.1 error "scoped_user_write_access"; 6.12 error "scoped_user_write_access"; newest ok
// claim: The newest edition has a form of the same that cannot forget the end.
#include <linux/module.h>
#include <linux/uaccess.h>

static int __used give(u32 __user *to)
{
	scoped_user_write_access_size(to, 2 * sizeof(*to), efault) {
		unsafe_put_user(1, &to[0], efault);
		unsafe_put_user(2, &to[1], efault);
	}
	return 0;
efault:
	return -EFAULT;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
