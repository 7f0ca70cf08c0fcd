// expect: all ok
// claim: access_ok() takes an address and a size.
#include <linux/module.h>
#include <linux/uaccess.h>

static bool __used in_user_range(const char __user *from, size_t count)
{
	return access_ok(from, count);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
