// expect: all warning "ignoring return value of 'copy_to_user'"
// claim: The compiler notices that "copy_to_user() < 0" throws the count away.
#include <linux/module.h>
#include <linux/uaccess.h>

static char kept[16];

static int __used give(char __user *to)
{
	if (copy_to_user(to, kept, sizeof(kept)) < 0)
		return -EFAULT;
	return sizeof(kept);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
