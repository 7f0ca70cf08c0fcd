// expect: all error "vfs_write"
// claim: vfs_write() is no longer there for modules since 4.14.
#include <linux/fs.h>
#include <linux/module.h>

ssize_t __used put(struct file *file, const char __user *bytes, size_t length, loff_t *position);

ssize_t __used put(struct file *file, const char __user *bytes, size_t length, loff_t *position)
{
	return vfs_write(file, bytes, length, position);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
