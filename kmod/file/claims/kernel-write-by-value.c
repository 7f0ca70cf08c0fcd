// expect: 6.1 warning "makes pointer from integer without a cast"; 6.12 error "makes pointer from integer without a cast"; newest error "makes pointer from integer without a cast"
// claim: kernel_write() wants a pointer to the position since 4.14; the old call is only a warning on 6.1.
#include <linux/fs.h>
#include <linux/module.h>

static ssize_t __used put(struct file *file, const char *bytes, size_t length, loff_t position)
{
	return kernel_write(file, bytes, length, position);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
