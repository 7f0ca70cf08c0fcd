// expect: all ok
// claim: procfs is open to modules under any licence.
#include <linux/module.h>
#include <linux/proc_fs.h>

static const struct proc_ops operations;

static bool __used make_entry(void)
{
	return proc_create("claim", 0444, NULL, &operations);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("Proprietary");
