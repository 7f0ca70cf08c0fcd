// expect: all ok
// claim: kill_pid() sends to a whole process, without a value.
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>

static int __used end(struct pid *pid)
{
	return kill_pid(pid, SIGTERM, 1);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
