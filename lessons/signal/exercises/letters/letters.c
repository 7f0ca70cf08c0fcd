// SPDX-License-Identifier: GPL-2.0
/*
 * letters.c - /dev/letters, a box into which letters fall.
 *
 * A line "seed pause count ..." written to the device plans bursts of letters,
 * one for each count. The first burst lies in the box at once. Each later one
 * falls in the moment in which a reader finds the box empty, or, where a pause
 * is given, so many milliseconds after the last letter was taken.
 *
 *   LETTERS_WATCH   from now on the caller gets SIGUSR2 for each letter that
 *                   falls, and one at once; its value: the letters in the box
 *   read            takes one letter, a number; -EAGAIN if there is none
 *   empty_looks     how often the box was found empty, as a module parameter
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

#define LETTERS_WATCH	_IO('L', 1)
#define BURSTS_MAX	16

static DEFINE_MUTEX(box_lock);
static struct pid *watcher;
static unsigned int seed, pause_ms;
static unsigned int bursts[BURSTS_MAX], bursts_planned, next_burst;
static unsigned int in_the_box;
static unsigned int empty_looks;
module_param(empty_looks, uint, 0444);

static void ring(void)
{
	struct kernel_siginfo info;
	struct task_struct *task;

	clear_siginfo(&info);
	info.si_signo = SIGUSR2;
	info.si_code = SI_QUEUE;
	info.si_int = in_the_box;

	rcu_read_lock();
	task = pid_task(watcher, PIDTYPE_TGID);
	if (task)
		send_sig_info(SIGUSR2, &info, task);
	rcu_read_unlock();
}

static void fall(void)
{
	unsigned int i;

	if (next_burst == bursts_planned)
		return;
	for (i = 0; i < bursts[next_burst]; i++) {
		in_the_box++;
		ring();
	}
	next_burst++;
}

static void fall_later(struct work_struct *work)
{
	mutex_lock(&box_lock);
	fall();
	mutex_unlock(&box_lock);
}

static DECLARE_DELAYED_WORK(later, fall_later);

static ssize_t letters_read(struct file *file, char __user *buf, size_t count,
			    loff_t *ppos)
{
	ssize_t ret = -EAGAIN;
	char letter[16];

	mutex_lock(&box_lock);
	if (in_the_box) {
		seed = seed * 1664525 + 1013904223;
		ret = scnprintf(letter, sizeof(letter), "%u\n", seed >> 8);
		in_the_box--;
		if (!in_the_box && pause_ms)
			schedule_delayed_work(&later, msecs_to_jiffies(pause_ms));
	} else {
		empty_looks++;
		if (!pause_ms)
			fall();
	}
	mutex_unlock(&box_lock);

	if (ret > 0) {
		ret = min_t(size_t, ret, count);
		if (copy_to_user(buf, letter, ret))
			return -EFAULT;
	}
	return ret;
}

static ssize_t letters_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *ppos)
{
	unsigned int numbers[2 + BURSTS_MAX], length = 0;
	char line[128] = "", *rest = line, *word;

	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, count))
		return -EFAULT;
	while ((word = strsep(&rest, " "))) {
		if (!*word)
			continue;
		if (length == ARRAY_SIZE(numbers) ||
		    kstrtouint(word, 10, &numbers[length++]))
			return -EINVAL;
	}
	if (length < 3)
		return -EINVAL;

	mutex_lock(&box_lock);
	seed = numbers[0];
	pause_ms = numbers[1];
	bursts_planned = length - 2;
	memcpy(bursts, numbers + 2, bursts_planned * sizeof(bursts[0]));
	next_burst = 0;
	in_the_box = 0;
	empty_looks = 0;
	fall();
	mutex_unlock(&box_lock);
	return count;
}

static long letters_ioctl(struct file *file, unsigned int command,
			  unsigned long argument)
{
	struct pid *pid;

	if (command != LETTERS_WATCH)
		return -ENOTTY;
	pid = get_pid(task_tgid(current));
	mutex_lock(&box_lock);
	swap(watcher, pid);
	ring();
	mutex_unlock(&box_lock);
	put_pid(pid);
	return 0;
}

static const struct file_operations letters_operations = {
	.owner = THIS_MODULE,
	.read = letters_read,
	.write = letters_write,
	.unlocked_ioctl = letters_ioctl,
};

static struct miscdevice letters_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "letters",
	.fops = &letters_operations,
	.mode = 0644,
};

static int __init letters_init(void)
{
	return misc_register(&letters_device);
}

static void __exit letters_exit(void)
{
	misc_deregister(&letters_device);
	cancel_delayed_work_sync(&later);
	put_pid(watcher);
}

module_init(letters_init);
module_exit(letters_exit);

MODULE_DESCRIPTION("A box into which letters fall, and a signal for each");
MODULE_LICENSE("GPL");
