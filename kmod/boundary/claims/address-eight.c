// expect: all ok
// claim: No tool says a word where a number is written to the address 8.
#include <linux/module.h>

static void __used write_there(void)
{
	*(int *)8 = 1;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
