// expect: all error "implicit declaration of function 'ACCESS_ONCE'"
// claim: ACCESS_ONCE() went in 4.15; READ_ONCE() and WRITE_ONCE() took its place.
#include <linux/compiler.h>
#include <linux/module.h>

static int shared;

static int __used look(void)
{
	return ACCESS_ONCE(shared);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
