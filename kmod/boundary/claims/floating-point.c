// expect: all error "SSE register"
// claim: Kernel code calculates without floating-point numbers.
#include <linux/module.h>

static double __used half(double number)
{
	return number / 2;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
