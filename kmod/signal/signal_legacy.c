/*
 * signal_legacy.c - the same device as an article of about 2010 would write it,
 * for Linux 2.6. It is here to be compiled, not to be loaded: the compiler
 * tells, line by line, what the years have changed. The answers are in
 * signal.c.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/timer.h>
#include <asm/siginfo.h>
#include <asm/uaccess.h>

#define BELL_MAJOR	241
#define BELL_SIGNAL	44
#define BELL_SET_PID	_IOW('B', 1, int)
#define BELL_STOP	_IO('B', 2)

static int bell_pid;
static int bell_value;
static struct timer_list bell_timer;

/* region: send */
static void bell_ring(unsigned long data)
{
	struct siginfo info;
	struct task_struct *task;

	memset(&info, 0, sizeof(struct siginfo));
	info.si_signo = BELL_SIGNAL;
	info.si_code = SI_QUEUE;
	info.si_int = bell_value++;

	read_lock(&tasklist_lock);
	task = find_task_by_pid(bell_pid);
	if (task)
		send_sig_info(BELL_SIGNAL, &info, task);
	read_unlock(&tasklist_lock);
	mod_timer(&bell_timer, jiffies + HZ);
}
/* endregion: send */

/* region: ioctl */
static int bell_ioctl(struct inode *inode, struct file *filp,
		      unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case BELL_SET_PID:
		bell_pid = arg;
		return 0;
	case BELL_STOP:
		kill_proc(bell_pid, SIGTERM, 1);
		force_sig(SIGKILL, current);
		return 0;
	}
	return -EINVAL;
}
/* endregion: ioctl */

static struct file_operations bell_fops = {
	.owner	= THIS_MODULE,
	.ioctl	= bell_ioctl,
};

static int __init bell_init(void)
{
	init_timer(&bell_timer);
	bell_timer.function = bell_ring;
	bell_timer.data = 0;
	mod_timer(&bell_timer, jiffies + HZ);
	return register_chrdev(BELL_MAJOR, "bell", &bell_fops);
}

static void __exit bell_exit(void)
{
	unregister_chrdev(BELL_MAJOR, "bell");
	del_timer_sync(&bell_timer);
}

module_init(bell_init);
module_exit(bell_exit);
MODULE_LICENSE("GPL");
