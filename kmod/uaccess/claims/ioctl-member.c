// expect: all error "has no member named 'ioctl'"
// claim: file_operations lost .ioctl in 2.6.36.
#include <linux/fs.h>
#include <linux/module.h>

static int old_ioctl(struct inode *inode, struct file *file, unsigned int command,
		     unsigned long argument)
{
	return 0;
}

static const struct file_operations __used operations = {
	.ioctl = old_ioctl,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
