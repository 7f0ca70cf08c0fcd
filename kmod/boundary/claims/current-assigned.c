// expect: all error "lvalue required as left operand of assignment"
// claim: current is an expression, and cannot be assigned to.
#include <linux/module.h>
#include <linux/sched.h>

static void __used forget(void)
{
	current = NULL;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
