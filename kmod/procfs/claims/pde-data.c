// expect: all ok
// claim: proc_create_data() stores a pointer with the entry and pde_data() gives it back.
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static int show(struct seq_file *out, void *unused)
{
	seq_printf(out, "%d\n", *(int *)out->private);
	return 0;
}

static int open(struct inode *inode, struct file *file)
{
	return single_open(file, show, pde_data(inode));
}

static const struct proc_ops operations = {
	.proc_open	= open,
	.proc_read	= seq_read,
	.proc_lseek	= seq_lseek,
	.proc_release	= single_release,
};

static int value;

static bool __used make_entry(void)
{
	return proc_create_data("claim", 0444, NULL, &operations, &value);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
