// expect: all warning "ignoring return value of 'copy_from_user'"
// claim: The compiler warns where the result of copy_from_user() is dropped.
#include <linux/module.h>
#include <linux/uaccess.h>

static char kept[16];

static void __used take(const char __user *from)
{
	copy_from_user(kept, from, sizeof(kept));
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
