// expect: all error "has no member named 'owner'"
// claim: struct proc_ops has no owner: an open file under /proc does not hold the module.
#include <linux/module.h>
#include <linux/proc_fs.h>

static const struct proc_ops __used operations = {
	.owner = THIS_MODULE,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
