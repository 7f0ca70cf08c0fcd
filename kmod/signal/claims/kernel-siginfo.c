// expect: all ok
// claim: A signal with a value: kernel_siginfo, cleared first, SI_QUEUE, si_int, send_sig_info().
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>

static int __used send(struct task_struct *task, int value)
{
	struct kernel_siginfo info;

	clear_siginfo(&info);
	info.si_signo = SIGUSR1;
	info.si_code = SI_QUEUE;
	info.si_int = value;
	return send_sig_info(SIGUSR1, &info, task);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
