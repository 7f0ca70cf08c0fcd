// expect: all ok
// claim: Nobody warns where the result of copy_from_user() is kept and compared with zero.
#include <linux/module.h>
#include <linux/uaccess.h>

static char kept[16];

static int __used take(const char __user *from)
{
	int ret = copy_from_user(kept, from, sizeof(kept));

	if (ret < 0)
		return -EFAULT;
	return sizeof(kept);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
