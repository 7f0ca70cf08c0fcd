// expect: all ok
// claim: No tool says a word where .proc_lseek is left out.
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static ssize_t read(struct file *file, char __user *to, size_t asked, loff_t *position)
{
	return 0;
}

static const struct proc_ops operations = {
	.proc_read = read,
};

static bool __used make_entry(void)
{
	return proc_create("claim", 0444, NULL, &operations);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
