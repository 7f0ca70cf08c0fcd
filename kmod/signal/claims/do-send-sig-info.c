// expect: all error "do_send_sig_info"
// claim: do_send_sig_info(), which could address a whole process, is not exported.
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>

static int __used send(struct task_struct *task, struct kernel_siginfo *info)
{
	return do_send_sig_info(SIGUSR1, info, task, PIDTYPE_TGID);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
