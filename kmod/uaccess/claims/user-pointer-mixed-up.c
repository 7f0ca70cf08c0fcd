// expect: all sparse "incorrect type in argument 1 (different address spaces)"
// claim: sparse tells user pointers from kernel pointers where the arguments are swapped.
#include <linux/module.h>
#include <linux/uaccess.h>

static char kept[16];

static unsigned long __used give(char __user *to)
{
	return copy_to_user(kept, to, sizeof(kept));
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
