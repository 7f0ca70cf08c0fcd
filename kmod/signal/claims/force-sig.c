// expect: all ok
// claim: A module may force a signal on the program that is in the system call.
#include <linux/module.h>
#include <linux/sched/signal.h>

static void __used end(void)
{
	force_sig(SIGKILL);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
