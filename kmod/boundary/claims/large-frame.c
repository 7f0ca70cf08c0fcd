// expect: all warning "is larger than 2048 bytes"
// claim: The compiler warns of a function that puts more than 2048 bytes on the stack.
#include <linux/module.h>
#include <linux/string.h>

static void __used fill(void (*use)(char *bytes))
{
	char bytes[4096];

	memset(bytes, 0, sizeof(bytes));
	use(bytes);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
