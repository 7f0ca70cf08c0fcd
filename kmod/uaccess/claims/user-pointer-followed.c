// expect: 6.1 sparse "dereference of noderef expression"; 6.12 sparse "dereference of noderef expression"; newest ok
// claim: gcc lets a __user pointer be followed; only sparse objects.
#include <linux/module.h>
#include <linux/types.h>

static u32 __used follow(const u32 __user *from)
{
	return *from;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
