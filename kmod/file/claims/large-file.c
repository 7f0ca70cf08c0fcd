// expect: all ok
// claim: O_LARGEFILE is the module's own business: filp_open() does not add it on x86-64's behalf.
#include <linux/fs.h>
#include <linux/module.h>

static struct file *__used open_large(const char *path)
{
	return filp_open(path, O_WRONLY | O_CREAT | O_LARGEFILE, 0644);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
