// SPDX-License-Identifier: GPL-2.0
/*
 * procfs.c - the folder /proc/crossings with two files that lie on no disk:
 *
 *   greeting   one line, made anew whenever somebody reads it
 *   guests     a guest book: a write signs it, reading lists all who signed
 *
 * Each reading of the guest book leaves lines in the kernel log, so that its
 * steps can be seen. A module for daily use would keep quiet.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

/* region: greeting */
static int greeting_show(struct seq_file *out, void *unused)
{
	seq_puts(out, "Proc! Test by qiankun!\n");
	return 0;
}
/* endregion: greeting */

/* region: book */
#define NAME_BYTES	40
#define GUESTS_MAX	1000

struct guest {
	struct list_head entry;
	unsigned int number;
	char name[NAME_BYTES + 1];
};

/*
 * Protects the list and its length. A guest is added at the end and stays
 * until the module goes, so the position of a guest in the list never changes.
 */
static DEFINE_MUTEX(book_lock);
static LIST_HEAD(book);
static unsigned int guests;
/* endregion: book */

/* region: sequence */
/* A read begins here: take the lock, find where the last one stopped. */
static void *book_start(struct seq_file *out, loff_t *position)
{
	mutex_lock(&book_lock);
	pr_info("start at %lld of %u\n", *position, guests);
	return seq_list_start(&book, *position);
}

static void *book_next(struct seq_file *out, void *at, loff_t *position)
{
	return seq_list_next(at, &book, position);
}

static int book_show(struct seq_file *out, void *at)
{
	const struct guest *guest = list_entry(at, struct guest, entry);

	seq_printf(out, "%u %s\n", guest->number, guest->name);
	return 0;
}

/* It ends here: after the last guest, or with a full buffer. */
static void book_stop(struct seq_file *out, void *at)
{
	pr_info("stop, with %zu bytes to give\n", out->count);
	mutex_unlock(&book_lock);
}

static const struct seq_operations book_sequence = {
	.start	= book_start,
	.next	= book_next,
	.show	= book_show,
	.stop	= book_stop,
};
/* endregion: sequence */

/* region: name */
/* One line of text, without anything that could move a reader's cursor. */
static bool is_name(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (iscntrl(text[i]))
			return false;
	return length > 0;
}
/* endregion: name */

/* region: sign */
static int sign(struct guest *guest)
{
	int ret = 0;

	if (mutex_lock_interruptible(&book_lock))
		return -ERESTARTSYS;

	if (guests == GUESTS_MAX) {
		ret = -ENOSPC;
	} else {
		guest->number = ++guests;
		list_add_tail(&guest->entry, &book);
	}
	mutex_unlock(&book_lock);
	return ret;
}
/* endregion: sign */

/* region: write */
static ssize_t book_write(struct file *file, const char __user *from,
			  size_t asked, loff_t *position)
{
	struct guest *guest;
	size_t length;
	int ret;

	/* Room for a name and the line end that echo puts behind it. */
	if (asked > NAME_BYTES + 1)
		return -E2BIG;

	guest = kzalloc(sizeof(*guest), GFP_KERNEL);
	if (!guest)
		return -ENOMEM;

	/* One write is one guest: a name that came in part is no name. */
	ret = -EFAULT;
	if (copy_from_user(guest->name, from, asked))
		goto free;

	length = asked;
	if (length && guest->name[length - 1] == '\n')
		guest->name[--length] = '\0';
	ret = length > NAME_BYTES ? -E2BIG : -EINVAL;
	if (length > NAME_BYTES || !is_name(guest->name, length))
		goto free;

	ret = sign(guest);
	if (ret)
		goto free;
	return asked;

free:
	kfree(guest);
	return ret;
}
/* endregion: write */

/* region: operations */
static int book_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &book_sequence);
}

static const struct proc_ops book_operations = {
	.proc_open	= book_open,
	.proc_read	= seq_read,
	.proc_write	= book_write,
	.proc_lseek	= seq_lseek,
	.proc_release	= seq_release,
};
/* endregion: operations */

/* region: load */
static struct proc_dir_entry *folder;

static int __init procfs_init(void)
{
	folder = proc_mkdir("crossings", NULL);
	if (!folder)
		return -ENOMEM;

	if (!proc_create_single("greeting", 0444, folder, greeting_show) ||
	    !proc_create("guests", 0644, folder, &book_operations)) {
		proc_remove(folder);
		return -ENOMEM;
	}
	pr_info("/proc/crossings is there\n");
	return 0;
}
/* endregion: load */

/* region: unload */
static void __exit procfs_exit(void)
{
	struct guest *guest, *next;

	/* Waits for the calls that are inside, and lets no more come in. */
	proc_remove(folder);

	/* From here on nobody can reach the book. */
	list_for_each_entry_safe(guest, next, &book, entry)
		kfree(guest);
	pr_info("/proc/crossings is gone\n");
}

module_init(procfs_init);
module_exit(procfs_exit);
/* endregion: unload */

MODULE_DESCRIPTION("A greeting and a guest book under /proc");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
