// SPDX-License-Identifier: GPL-2.0
/*
 * waiting.c - /proc/waiting, a list that grows by writing and is read in pieces.
 */
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define NAME_BYTES 40
#define WAITING_MAX 2000

struct person {
	struct list_head entry;
	unsigned int number;
	char name[NAME_BYTES + 1];
};

/* Protects the list and its length. Nobody leaves before the module goes. */
static DEFINE_MUTEX(waiting_lock);
static LIST_HEAD(waiting);
static unsigned int people;

static void *waiting_start(struct seq_file *out, loff_t *position)
{
	mutex_lock(&waiting_lock);
	return seq_list_start(&waiting, *position);
}

static void *waiting_next(struct seq_file *out, void *at, loff_t *position)
{
	return seq_list_next(at, &waiting, position);
}

static int waiting_show(struct seq_file *out, void *at)
{
	struct person *person = list_entry(at, struct person, entry);

	seq_put_decimal_ull(out, "", person->number);
	seq_putc(out, ' ');
	seq_puts(out, person->name);
	seq_putc(out, '\n');
	return 0;
}

static void waiting_stop(struct seq_file *out, void *at)
{
	mutex_unlock(&waiting_lock);
}

static const struct seq_operations waiting_sequence = {
	.start = waiting_start,
	.next = waiting_next,
	.show = waiting_show,
	.stop = waiting_stop,
};

static int waiting_add(struct person *person)
{
	int ret = 0;

	mutex_lock(&waiting_lock);
	if (people == WAITING_MAX) {
		ret = -ENOSPC;
	} else {
		person->number = ++people;
		list_add_tail(&person->entry, &waiting);
	}
	mutex_unlock(&waiting_lock);
	return ret;
}

static ssize_t waiting_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	struct person *person;
	int ret;

	if (count == 0 || count > NAME_BYTES)
		return -EINVAL;
	person = kzalloc(sizeof(*person), GFP_KERNEL);
	if (!person)
		return -ENOMEM;
	ret = -EFAULT;
	if (copy_from_user(person->name, buf, count))
		goto free;
	strim(person->name);
	ret = waiting_add(person);
	if (ret)
		goto free;
	return count;

free:
	kfree(person);
	return ret;
}

static int waiting_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &waiting_sequence);
}

static const struct proc_ops waiting_operations = {
	.proc_open = waiting_open,
	.proc_read = seq_read,
	.proc_write = waiting_write,
	.proc_lseek = seq_lseek,
	.proc_release = seq_release,
};

static int __init waiting_init(void)
{
	if (!proc_create("waiting", 0644, NULL, &waiting_operations))
		return -ENOMEM;
	return 0;
}

static void __exit waiting_exit(void)
{
	struct person *person, *next;

	remove_proc_entry("waiting", NULL);
	list_for_each_entry_safe(person, next, &waiting, entry)
		kfree(person);
}

module_init(waiting_init);
module_exit(waiting_exit);
MODULE_DESCRIPTION("A waiting list, shown piece by piece");
MODULE_LICENSE("GPL");
