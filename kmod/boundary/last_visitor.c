// SPDX-License-Identifier: GPL-2.0
/*
 * last_visitor.c - /proc/last_visitor, which tells who read it last. Wrong: the
 * first to read it asks for somebody who was never there.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cred.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/uidgid.h>

/* region: show */
struct visitor {
	int process;
	unsigned int user;
};

static DEFINE_MUTEX(last_lock);
static struct visitor storage;
static struct visitor *last;

/* Makes whoever reads now the last visitor. */
static void remember(void)
{
	storage.process = task_tgid_nr(current);
	storage.user = from_kuid(&init_user_ns, current_uid());
	last = &storage;
}

static int last_visitor_show(struct seq_file *out, void *unused)
{
	mutex_lock(&last_lock);
	seq_printf(out, "process %d, user %u\n", last->process, last->user);
	remember();
	mutex_unlock(&last_lock);
	return 0;
}
/* endregion: show */

static struct proc_dir_entry *entry;

static int __init last_visitor_init(void)
{
	entry = proc_create_single("last_visitor", 0444, NULL, last_visitor_show);
	return entry ? 0 : -ENOMEM;
}

static void __exit last_visitor_exit(void)
{
	proc_remove(entry);
}

module_init(last_visitor_init);
module_exit(last_visitor_exit);

MODULE_DESCRIPTION("Follows a pointer that nobody has set");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
