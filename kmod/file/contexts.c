// SPDX-License-Identifier: GPL-2.0
/*
 * contexts.c - /dev/contexts tells who "I" am in three places of the kernel:
 * in the system call itself, in a work item, and in a timer that rings a
 * second later. The answers are in the kernel log.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/timer.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>
#include <linux/workqueue.h>

/* region: tell */
static void tell(const char *where)
{
	pr_info("%-18s user %5u, umask %03o, %s sleep\n", where,
		from_kuid(&init_user_ns, current_fsuid()), current_umask(),
		preemptible() ? "may" : "must not");
}

static void tell_from_work(struct work_struct *work)
{
	tell("in a work item");
}

static void tell_from_timer(struct timer_list *timer)
{
	tell("in a timer");
}

static DECLARE_WORK(work, tell_from_work);
static DEFINE_TIMER(timer, tell_from_timer);

static ssize_t contexts_write(struct file *device, const char __user *from,
			      size_t asked, loff_t *position)
{
	tell("in the system call");
	schedule_work(&work);
	flush_work(&work);
	mod_timer(&timer, jiffies + HZ);
	return asked;
}
/* endregion: tell */

static const struct file_operations contexts_operations = {
	.owner	= THIS_MODULE,
	.write	= contexts_write,
};

static struct miscdevice contexts_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "contexts",
	.fops	= &contexts_operations,
	.mode	= 0666,
};

static int __init contexts_init(void)
{
	return misc_register(&contexts_device);
}

static void __exit contexts_exit(void)
{
	misc_deregister(&contexts_device);
	timer_shutdown_sync(&timer);
}

module_init(contexts_init);
module_exit(contexts_exit);

MODULE_DESCRIPTION("Who the kernel is, in three places");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
