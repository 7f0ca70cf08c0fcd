// SPDX-License-Identifier: GPL-2.0
/*
 * courier.c - /dev/courier sends signals: for a line "PID NUMBER VALUE" the
 * process PID gets the signal NUMBER, with VALUE in it.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/uaccess.h>

/* Called in the system call of whoever wrote the line. */
static int deliver(pid_t process, int number, s32 value)
{
	struct kernel_siginfo info;
	struct task_struct *task;
	int ret = -ESRCH;

	if (number < 1 || !valid_signal(number) || sig_kernel_only(number))
		return -EINVAL;

	clear_siginfo(&info);
	info.si_signo = number;
	info.si_code = SI_QUEUE;
	info.si_int = value;

	rcu_read_lock();
	task = pid_task(find_get_pid(process), PIDTYPE_TGID);
	if (task)
		ret = send_sig_info(number, &info, task);
	rcu_read_unlock();
	return ret;
}

static ssize_t courier_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	int process, number, value, ret;
	char line[48] = "";

	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, count))
		return -EFAULT;
	if (sscanf(line, "%d %d %d", &process, &number, &value) != 3)
		return -EINVAL;

	/* The right to send a signal to anybody. */
	if (!capable(CAP_KILL))
		return -EPERM;
	ret = deliver(process, number, value);
	return ret ? ret : count;
}

static const struct file_operations courier_operations = {
	.owner = THIS_MODULE,
	.write = courier_write,
};

static struct miscdevice courier_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "courier",
	.fops = &courier_operations,
};

module_misc_device(courier_device);
MODULE_DESCRIPTION("Sends a signal with a value");
MODULE_LICENSE("GPL");
