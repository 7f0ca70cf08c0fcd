// expect: all error "implicit declaration of function 'PDE'"
// claim: PDE(inode) is the business of procfs alone since 3.10.
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static bool __used has_entry(const struct inode *inode)
{
	return PDE(inode) != 0;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
