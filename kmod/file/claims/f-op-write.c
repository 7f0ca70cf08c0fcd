// expect: 6.1 sparse "different address spaces"; 6.12 sparse "different address spaces"; newest ok
// claim: Calling a file's own .write with memory of the kernel still compiles; only sparse objects.
#include <linux/fs.h>
#include <linux/module.h>

static ssize_t __used put(struct file *file, const char *bytes, size_t length)
{
	return file->f_op->write(file, bytes, length, &file->f_pos);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
