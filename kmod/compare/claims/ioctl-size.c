// expect: all error "__invalid_size_argument_for_IOC"
// claim: The number of an ioctl has room for a size below 16 KB; an argument of 64 KB needs a pointer.
#include <linux/ioctl.h>
#include <linux/module.h>

struct large {
	char bytes[65536];
};

static int __used find(unsigned int command)
{
	return command == _IOR(0xE0, 1, struct large);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
