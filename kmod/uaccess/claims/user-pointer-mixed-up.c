// expect: 6.1 sparse "incorrect type in argument 1 (different address spaces)"; 6.12 sparse "incorrect type in argument 1 (different address spaces)"; newest ok
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
