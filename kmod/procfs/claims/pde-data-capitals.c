// expect: all error "implicit declaration of function 'PDE_DATA'"
// claim: PDE_DATA() became pde_data() in 5.17.
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static bool __used has_data(const struct inode *inode)
{
	return PDE_DATA(inode) != 0;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
