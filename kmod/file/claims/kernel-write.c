// expect: all ok
// claim: kernel_write() and kernel_read() take memory of the kernel and a pointer to the position.
#include <linux/fs.h>
#include <linux/module.h>

static ssize_t __used copy(struct file *file, char *bytes, size_t length, loff_t *position)
{
	ssize_t done = kernel_read(file, bytes, length, position);

	return done < 0 ? done : kernel_write(file, bytes, done, position);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
