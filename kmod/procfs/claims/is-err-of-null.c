// expect: all ok
// claim: No tool says a word where the result of proc_create() is tested with IS_ERR(), which a NULL passes.
#include <linux/err.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static const struct proc_ops operations;

static int __used make_entry(void)
{
	struct proc_dir_entry *entry = proc_create("claim", 0444, NULL, &operations);

	return PTR_ERR_OR_ZERO(entry);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
