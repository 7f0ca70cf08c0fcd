// SPDX-License-Identifier: GPL-2.0
/*
 * thermostat.c - /proc/thermostat keeps the temperature that is wished for.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#define LEAST 5
#define MOST 30
#define TEXT_BYTES 15

static int wished = 20;

/* todo: port the two functions of 2010, and make the proc_ops that name them */
static int thermostat_show(struct seq_file *out, void *unused)
{
	seq_printf(out, "%d\n", READ_ONCE(wished));
	return 0;
}

static int thermostat_open(struct inode *inode, struct file *file)
{
	return single_open(file, thermostat_show, NULL);
}

static ssize_t thermostat_write(struct file *file, const char __user *buf,
				size_t count, loff_t *ppos)
{
	char text[TEXT_BYTES + 1];
	int degrees;

	if (count > TEXT_BYTES)
		return -EINVAL;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	text[count] = '\0';
	if (kstrtoint(text, 10, &degrees))
		return -EINVAL;
	if (degrees < LEAST || degrees > MOST)
		return -EINVAL;
	WRITE_ONCE(wished, degrees);
	return count;
}

static const struct proc_ops thermostat_operations = {
	.proc_open = thermostat_open,
	.proc_read = seq_read,
	.proc_write = thermostat_write,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};
// starter: #if 0
// starter: static int thermostat_read_proc(char *page, char **start, off_t off,
// starter: 				int count, int *eof, void *data)
// starter: {
// starter: 	*eof = 1;
// starter: 	return sprintf(page, "%d\n", wished);
// starter: }
// starter:
// starter: static int thermostat_write_proc(struct file *file, const char __user *buffer,
// starter: 				 unsigned long count, void *data)
// starter: {
// starter: 	char text[16];
// starter:
// starter: 	if (copy_from_user(text, buffer, count))
// starter: 		return -EFAULT;
// starter: 	text[count] = '\0';
// starter: 	wished = simple_strtol(text, NULL, 10);
// starter: 	return count;
// starter: }
// starter: #endif
/* endtodo */

static int __init thermostat_init(void)
{
	/* todo: make the file as 2010 did below, for root to write and for everybody to read */
	if (!proc_create("thermostat", 0644, NULL, &thermostat_operations))
		return -ENOMEM;
	return 0;
	// starter: #if 0
	// starter: struct proc_dir_entry *entry;
	// starter:
	// starter: entry = create_proc_entry("thermostat", 0644, NULL);
	// starter: if (!entry)
	// starter: 	return -ENOMEM;
	// starter: entry->read_proc = thermostat_read_proc;
	// starter: entry->write_proc = thermostat_write_proc;
	// starter: #endif
	// starter: pr_info("wished for: %d, from %d to %d, in %d bytes\n", wished, LEAST, MOST, TEXT_BYTES);
	// starter: return 0;
	/* endtodo */
}

static void __exit thermostat_exit(void)
{
	/* todo: take the file away */
	remove_proc_entry("thermostat", NULL);
	/* endtodo */
}

module_init(thermostat_init);
module_exit(thermostat_exit);
MODULE_DESCRIPTION("The temperature that is wished for, as a file of procfs");
MODULE_LICENSE("GPL");
