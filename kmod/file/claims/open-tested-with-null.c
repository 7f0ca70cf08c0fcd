// expect: all ok
// claim: Nobody warns where the result of filp_open() is compared with NULL, though it is an error pointer.
#include <linux/fs.h>
#include <linux/module.h>

static int __used test(void)
{
	struct file *file = filp_open("/etc/hostname", O_RDONLY, 0);

	if (!file)
		return -ENOENT;
	return filp_close(file, NULL);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
