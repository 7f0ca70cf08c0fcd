// expect: all error "passing argument 4 of 'proc_create' from incompatible pointer type"
// claim: proc_create() takes a struct proc_ops since 5.6, no longer a struct file_operations.
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static const struct file_operations operations = {
	.owner = THIS_MODULE,
};

static bool __used make_entry(void)
{
	return proc_create("claim", 0444, NULL, &operations);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
