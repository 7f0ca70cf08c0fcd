// expect: all error "implicit declaration of function 'kill_proc'"
// claim: kill_proc() went with the pid namespaces.
#include <linux/module.h>
#include <linux/sched/signal.h>

static int __used end(pid_t number)
{
	return kill_proc(number, SIGTERM, 1);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
