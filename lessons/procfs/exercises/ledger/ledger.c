// SPDX-License-Identifier: GPL-2.0
/*
 * ledger.c - /proc/ledger, a book that grows by writing and is read line by line.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#define LEDGER_BYTES 65536
#define LEDGER_LINES 4096

/* Protects all of the book. Nothing that was written changes. */
static DEFINE_MUTEX(ledger_lock);
static char text[LEDGER_BYTES];
static size_t length;
static size_t ends[LEDGER_LINES];
static size_t lines;

static void *line_at(loff_t position)
{
	return position < lines ? &ends[position] : NULL;
}

static void *ledger_start(struct seq_file *out, loff_t *position)
{
	mutex_lock(&ledger_lock);
	return line_at(*position);
}

static void *ledger_next(struct seq_file *out, void *at, loff_t *position)
{
	++*position;
	return line_at(*position);
}

static int ledger_show(struct seq_file *out, void *at)
{
	const size_t *end = at;
	size_t begin = end == ends ? 0 : end[-1];

	seq_write(out, text + begin, *end - begin);
	return 0;
}

static void ledger_stop(struct seq_file *out, void *at)
{
	mutex_unlock(&ledger_lock);
}

static const struct seq_operations ledger_sequence = {
	.start = ledger_start,
	.next = ledger_next,
	.show = ledger_show,
	.stop = ledger_stop,
};

/* Called with the lock held, after "added" bytes were put behind the text. */
static void find_lines(size_t added)
{
	for (; added && lines < LEDGER_LINES; added--)
		if (text[length++] == '\n')
			ends[lines++] = length;
}

static ssize_t ledger_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *ppos)
{
	ssize_t ret;

	mutex_lock(&ledger_lock);
	if (count > LEDGER_BYTES - length || lines == LEDGER_LINES) {
		ret = -ENOSPC;
	} else if (copy_from_user(text + length, buf, count)) {
		ret = -EFAULT;
	} else {
		find_lines(count);
		ret = count;
	}
	mutex_unlock(&ledger_lock);
	return ret;
}

static int ledger_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &ledger_sequence);
}

static const struct proc_ops ledger_operations = {
	.proc_open = ledger_open,
	.proc_read = seq_read,
	.proc_write = ledger_write,
	.proc_lseek = seq_lseek,
	.proc_release = seq_release,
};

static int __init ledger_init(void)
{
	if (!proc_create("ledger", 0644, NULL, &ledger_operations))
		return -ENOMEM;
	return 0;
}

static void __exit ledger_exit(void)
{
	remove_proc_entry("ledger", NULL);
}

module_init(ledger_init);
module_exit(ledger_exit);
MODULE_DESCRIPTION("A cash book under /proc");
MODULE_LICENSE("GPL");
