// SPDX-License-Identifier: GPL-2.0
/*
 * signal.c - /dev/signal, a device that speaks first: it sends signals, with a
 * value in each, to the process that asked for them.
 *
 * Each open file has one process to send to. It sends when it is told to, from
 * a system call, and when a timer runs, from an interrupt. Programs that have
 * asked for SIGIO in the usual way get that as well.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/container_of.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/uaccess.h>

#include "signal_uapi.h"

/* region: sender */
/* What belongs to one open file. */
struct sender {
	spinlock_t lock;		/* of all of it but async */
	struct pid *pid;		/* a reference: who, not where */
	int number;
	s32 next;			/* the values that are still to come */
	s32 last;
	struct timer_list timer;
	struct fasync_struct *async;	/* who asked for SIGIO */
};
/* endregion: sender */

/* region: send */
/* Called with the lock held, from a system call or from the timer. */
static int send_value(struct sender *sender, s32 value)
{
	struct kernel_siginfo info;
	struct task_struct *task;
	int ret = -ESRCH;

	clear_siginfo(&info);
	info.si_signo = sender->number;
	info.si_code = SI_QUEUE;
	info.si_int = value;

	rcu_read_lock();
	task = pid_task(sender->pid, PIDTYPE_TGID);
	if (task)
		ret = send_sig_info(sender->number, &info, task);
	rcu_read_unlock();
	return ret;
}
/* endregion: send */

/* region: find */
/* The process that is meant, with a reference for the caller to keep. */
static struct pid *find_target(s32 number)
{
	if (number == 0)
		return get_pid(task_tgid(current));

	/* What kill(2) asks of a program that is not the owner. */
	if (!capable(CAP_KILL))
		return ERR_PTR(-EPERM);
	return find_get_pid(number) ?: ERR_PTR(-ESRCH);
}
/* endregion: find */

/* region: subscribe */
static long sender_subscribe(struct sender *sender,
			     struct signal_target __user *user)
{
	struct signal_target target;
	struct pid *pid;

	if (copy_from_user(&target, user, sizeof(target)))
		return -EFAULT;
	if (target.number < 1 || !valid_signal(target.number) ||
	    sig_kernel_only(target.number))
		return -EINVAL;
	pid = find_target(target.pid);
	if (IS_ERR(pid))
		return PTR_ERR(pid);

	spin_lock_bh(&sender->lock);
	swap(sender->pid, pid);
	sender->number = target.number;
	spin_unlock_bh(&sender->lock);

	put_pid(pid);
	return 0;
}
/* endregion: subscribe */

/* region: now */
static long sender_send(struct sender *sender, s32 __user *user)
{
	int ret = -ENOTCONN;
	s32 value;

	if (get_user(value, user))
		return -EFAULT;

	spin_lock_bh(&sender->lock);
	if (sender->pid)
		ret = send_value(sender, value);
	spin_unlock_bh(&sender->lock);

	pr_info("sent the value %d: %d\n", value, ret);
	return ret;
}
/* endregion: now */

/* region: later */
/* Runs in an interrupt: whoever is current here has nothing to do with it. */
static void sender_tick(struct timer_list *timer)
{
	struct sender *sender = container_of(timer, struct sender, timer);

	spin_lock(&sender->lock);
	if (sender->next <= sender->last) {
		if (sender->pid)
			send_value(sender, sender->next);
		sender->next++;
		mod_timer(&sender->timer, jiffies + 1);
	}
	spin_unlock(&sender->lock);

	kill_fasync(&sender->async, SIGIO, POLL_IN);
}

static long sender_start(struct sender *sender, s32 __user *user)
{
	s32 last;

	if (get_user(last, user))
		return -EFAULT;
	if (last < 1 || last == S32_MAX)
		return -EINVAL;

	spin_lock_bh(&sender->lock);
	sender->next = 1;
	sender->last = last;
	mod_timer(&sender->timer, jiffies + 1);
	spin_unlock_bh(&sender->lock);
	return 0;
}
/* endregion: later */

static long sender_ioctl(struct file *file, unsigned int command,
			 unsigned long argument)
{
	struct sender *sender = file->private_data;
	void __user *user = (void __user *)argument;

	switch (command) {
	case SIGNAL_SUBSCRIBE:
		return sender_subscribe(sender, user);
	case SIGNAL_SEND:
		return sender_send(sender, user);
	case SIGNAL_START:
		return sender_start(sender, user);
	default:
		return -ENOTTY;
	}
}

/* region: fasync */
static int sender_fasync(int fd, struct file *file, int on)
{
	struct sender *sender = file->private_data;

	return fasync_helper(fd, file, on, &sender->async);
}
/* endregion: fasync */

/* region: open */
static int sender_open(struct inode *inode, struct file *file)
{
	struct sender *sender = kzalloc(sizeof(*sender), GFP_KERNEL);

	if (!sender)
		return -ENOMEM;
	spin_lock_init(&sender->lock);
	timer_setup(&sender->timer, sender_tick, 0);
	file->private_data = sender;
	return 0;
}

static int sender_release(struct inode *inode, struct file *file)
{
	struct sender *sender = file->private_data;

	timer_shutdown_sync(&sender->timer);
	put_pid(sender->pid);
	kfree(sender);
	return 0;
}
/* endregion: open */

/* region: device */
static const struct file_operations sender_operations = {
	.owner		= THIS_MODULE,
	.open		= sender_open,
	.release	= sender_release,
	.unlocked_ioctl	= sender_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.fasync		= sender_fasync,
};

static struct miscdevice sender_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= SIGNAL_NAME,
	.fops	= &sender_operations,
};

module_misc_device(sender_device);
/* endregion: device */

MODULE_DESCRIPTION("Signals from the kernel to a process, with a value");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
