// expect: all ok
// claim: Nobody warns where the result of kernel_write() is dropped.
#include <linux/fs.h>
#include <linux/module.h>

static void __used put(struct file *file, const char *bytes, size_t length)
{
	loff_t position = 0;

	kernel_write(file, bytes, length, &position);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
