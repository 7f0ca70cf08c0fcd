// expect: all ok
// claim: A file that a program has opened comes into the kernel as a number: fget() and fput().
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>

static ssize_t __used put(int fd, const char *bytes, size_t length, loff_t *position)
{
	struct file *file = fget(fd);
	ssize_t done;

	if (!file)
		return -EBADF;
	done = kernel_write(file, bytes, length, position);
	fput(file);
	return done;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
