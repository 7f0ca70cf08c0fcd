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
	degrees = clamp(degrees, LEAST, MOST);
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

static int __init thermostat_init(void)
{
	if (!proc_create("thermostat", 0644, NULL, &thermostat_operations))
		return -ENOMEM;
	return 0;
}

static void __exit thermostat_exit(void)
{
	remove_proc_entry("thermostat", NULL);
}

module_init(thermostat_init);
module_exit(thermostat_exit);
MODULE_DESCRIPTION("The temperature that is wished for, as a file of procfs");
MODULE_LICENSE("GPL");
