// expect: all ok
// claim: A kernel thread can take on the credentials of a program that it has kept: override_creds() and revert_creds().
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/module.h>

static struct file *__used open_as(const struct cred *cred, const char *path)
{
	const struct cred *old = override_creds(cred);
	struct file *file = filp_open(path, O_WRONLY, 0);

	revert_creds(old);
	return file;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
