// SPDX-License-Identifier: GPL-2.0
/*
 * boundary.c - /proc/boundary, a file that tells whoever reads it who that is.
 *
 * The kernel log tells the same from the kernel's side: on whose behalf each
 * function of this module ran.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cred.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/uidgid.h>
#include <linux/workqueue.h>

/* region: show */
static int boundary_show(struct seq_file *out, void *unused)
{
	pr_info("read by %s, process %d\n", current->comm,
		task_tgid_nr(current));

	seq_printf(out, "program: %s\n", current->comm);
	seq_printf(out, "process: %d\n", task_tgid_nr(current));
	seq_printf(out, "user: %u\n", from_kuid(&init_user_ns, current_uid()));
	return 0;
}
/* endregion: show */

/* region: afterwards */
/* Queued by init, and done later by a thread that the kernel keeps for it. */
static void afterwards(struct work_struct *work)
{
	pr_info("queued work: run by %s\n", current->flags & PF_KTHREAD ?
		"a thread of the kernel's own" : current->comm);
}

static DECLARE_WORK(work, afterwards);
/* endregion: afterwards */

/* region: load */
static struct proc_dir_entry *entry;

static int __init boundary_init(void)
{
	entry = proc_create_single("boundary", 0444, NULL, boundary_show);
	if (!entry)
		return -ENOMEM;

	pr_info("loaded by %s\n", current->comm);
	schedule_work(&work);
	return 0;
}

static void __exit boundary_exit(void)
{
	cancel_work_sync(&work);
	proc_remove(entry);
	pr_info("unloaded by %s\n", current->comm);
}

module_init(boundary_init);
module_exit(boundary_exit);
/* endregion: load */

MODULE_DESCRIPTION("Tells whoever reads it who that is");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
