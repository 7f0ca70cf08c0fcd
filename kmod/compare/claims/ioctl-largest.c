// expect: all ok
// claim: 16383 bytes are the most that the number of an ioctl can tell.
#include <linux/ioctl.h>
#include <linux/module.h>

struct large {
	char bytes[16383];
};

static int __used find(unsigned int command)
{
	return command == _IOR(0xE0, 1, struct large);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
