// expect: all error "from incompatible pointer type"
// claim: send_sig_info() takes no struct siginfo since 4.20; that one is for user space only.
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>

static int __used send(struct task_struct *task)
{
	struct siginfo info = { .si_signo = SIGUSR1, .si_code = SI_QUEUE };

	return send_sig_info(SIGUSR1, &info, task);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
