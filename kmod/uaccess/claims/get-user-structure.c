// expect: all error "conversion to non-scalar type requested"
// claim: get_user() takes no structures: that is what copy_from_user() is for.
#include <linux/module.h>
#include <linux/uaccess.h>

struct pair {
	u32 left;
	u32 right;
};

static int __used fetch(struct pair __user *from)
{
	struct pair pair;

	return get_user(pair, from);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
