// SPDX-License-Identifier: GPL-2.0
/*
 * reused_pid.c - /dev/reused_pid, which remembers a process by its number, and
 * by a reference as well. The first is wrong on purpose.
 *
 * It is told to watch a process and later to end it with SIGTERM. In between
 * the process may die and its number may pass to another.
 */
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

#include "reused_pid_uapi.h"

static DEFINE_MUTEX(watch_lock);

/* region: both */
static pid_t watched_number;
static struct pid *watched;

static long watch(s32 __user *user)
{
	struct pid *before;
	s32 number;

	if (get_user(number, user))
		return -EFAULT;

	mutex_lock(&watch_lock);
	before = watched;
	watched_number = number;
	watched = find_get_pid(number);
	mutex_unlock(&watch_lock);

	put_pid(before);
	return 0;
}

static long end_by_number(void)
{
	struct pid *pid;
	long ret;

	/* The mistake: this asks who has the number now. */
	mutex_lock(&watch_lock);
	pid = find_get_pid(watched_number);
	ret = pid ? kill_pid(pid, SIGTERM, 1) : -ESRCH;
	mutex_unlock(&watch_lock);
	put_pid(pid);
	return ret;
}

static long end_by_reference(void)
{
	long ret;

	mutex_lock(&watch_lock);
	ret = watched ? kill_pid(watched, SIGTERM, 1) : -ESRCH;
	mutex_unlock(&watch_lock);
	return ret;
}
/* endregion: both */

static long reused_ioctl(struct file *file, unsigned int command,
			 unsigned long argument)
{
	switch (command) {
	case REUSED_PID_WATCH:
		return watch((s32 __user *)argument);
	case REUSED_PID_BY_REFERENCE:
		return end_by_reference();
	case REUSED_PID_BY_NUMBER:
		return end_by_number();
	default:
		return -ENOTTY;
	}
}

static const struct file_operations reused_operations = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= reused_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct miscdevice reused_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "reused_pid",
	.fops	= &reused_operations,
};

static int __init reused_init(void)
{
	return misc_register(&reused_device);
}

static void __exit reused_exit(void)
{
	misc_deregister(&reused_device);
	put_pid(watched);
}

module_init(reused_init);
module_exit(reused_exit);

MODULE_DESCRIPTION("A process remembered by its number, and by a reference");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
