// expect: all error "too many arguments to function 'force_sig'"
// claim: force_sig() is for the current process only since 5.3.
#include <linux/module.h>
#include <linux/sched/signal.h>

static void __used end(struct task_struct *task)
{
	force_sig(SIGKILL, task);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
