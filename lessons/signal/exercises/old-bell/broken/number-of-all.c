// SPDX-License-Identifier: GPL-2.0
/*
 * bell.c - /dev/bell wakes one process.
 *
 *   NUMBER  a process, as the writer counts: the one that shall be woken
 *   ring    wakes it, with SIGUSR1
 *   forget  nobody shall be woken any more
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static DEFINE_MUTEX(bell_lock);

static pid_t sleeper;

static int bell_name(pid_t number)
{
	pid_t known;

	rcu_read_lock();
	known = pid_nr(find_vpid(number));
	rcu_read_unlock();
	if (!known)
		return -ESRCH;
	sleeper = known;
	return 0;
}

static int bell_ring(void)
{
	int ret;

	if (!sleeper)
		return -ENOTCONN;
	rcu_read_lock();
	ret = kill_pid(find_pid_ns(sleeper, &init_pid_ns), SIGUSR1, 1);
	rcu_read_unlock();
	return ret;
}

static void bell_forget(void)
{
	sleeper = 0;
}

static int bell_do(char *word)
{
	int number;

	if (!strcmp(word, "ring"))
		return bell_ring();
	if (!strcmp(word, "forget")) {
		bell_forget();
		return 0;
	}
	if (kstrtoint(word, 10, &number))
		return -EINVAL;
	return bell_name(number);
}

static ssize_t bell_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	char line[16] = "";
	int ret;

	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, count))
		return -EFAULT;

	/* The right to send a signal to anybody. */
	if (!capable(CAP_KILL))
		return -EPERM;
	mutex_lock(&bell_lock);
	ret = bell_do(strim(line));
	mutex_unlock(&bell_lock);
	return ret ? ret : count;
}

static const struct file_operations bell_operations = {
	.owner = THIS_MODULE,
	.write = bell_write,
};

static struct miscdevice bell_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "bell",
	.fops = &bell_operations,
};

static int __init bell_init(void)
{
	return misc_register(&bell_device);
}

static void __exit bell_exit(void)
{
	misc_deregister(&bell_device);
	bell_forget();
}

module_init(bell_init);
module_exit(bell_exit);
MODULE_DESCRIPTION("Wakes one process by a signal");
MODULE_LICENSE("GPL");
