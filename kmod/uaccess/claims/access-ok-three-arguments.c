// expect: all error "macro \"access_ok\" passed 3 arguments, but takes just 2"
// claim: access_ok() lost its first argument (VERIFY_READ or VERIFY_WRITE) in 5.0.
#include <linux/module.h>
#include <linux/uaccess.h>

static bool __used can_read(const char __user *from, size_t count)
{
	return access_ok(VERIFY_READ, from, count);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
