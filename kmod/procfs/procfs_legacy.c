/*
 * procfs_legacy.c - the same two files as an article of about 2010 would make
 * them, for Linux 2.6.3x. It is here to be compiled, not to be loaded: the
 * compiler tells, line by line, what the years have changed. The answers are in
 * procfs.c.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <asm/uaccess.h>

static struct proc_dir_entry *proc_test;
static char visitor[64];

/* region: read-proc */
static int test_read_proc(char *page, char **start, off_t off, int count,
			  int *eof, void *data)
{
	int len;

	len = sprintf(page, "Proc! Test by qiankun!\n");
	*eof = 1;
	return len;
}
/* endregion: read-proc */

/* region: write-proc */
static int visitor_write_proc(struct file *filp, const char __user *buffer,
			      unsigned long count, void *data)
{
	if (count > sizeof(visitor) - 1)
		count = sizeof(visitor) - 1;
	if (copy_from_user(visitor, buffer, count))
		return -EFAULT;
	visitor[count] = '\0';
	return count;
}
/* endregion: write-proc */

/* region: seq */
static int visitor_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%s\n", (char *)m->private);
	return 0;
}

static int visitor_open(struct inode *inode, struct file *filp)
{
	return single_open(filp, visitor_show, PDE(inode)->data);
}

static const struct file_operations visitor_fops = {
	.owner		= THIS_MODULE,
	.open		= visitor_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};
/* endregion: seq */

/* region: init */
static int __init test_init(void)
{
	struct proc_dir_entry *entry;

	proc_test = create_proc_entry("proc_test", 0444, NULL);
	if (proc_test == NULL)
		return -ENOMEM;
	proc_test->read_proc = test_read_proc;

	create_proc_read_entry("proc_test2", 0444, NULL, test_read_proc, NULL);

	entry = create_proc_entry("visitor_in", 0222, NULL);
	if (entry)
		entry->write_proc = visitor_write_proc;

	proc_create_data("visitor", 0444, NULL, &visitor_fops, visitor);
	return 0;
}
/* endregion: init */

static void __exit test_exit(void)
{
	remove_proc_entry("visitor", NULL);
	remove_proc_entry("visitor_in", NULL);
	remove_proc_entry("proc_test2", NULL);
	remove_proc_entry("proc_test", NULL);
}

module_init(test_init);
module_exit(test_exit);
MODULE_LICENSE("GPL");
