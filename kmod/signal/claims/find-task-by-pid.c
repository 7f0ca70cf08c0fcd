// expect: all error "implicit declaration of function 'find_task_by_pid'"
// claim: find_task_by_pid() went with the pid namespaces.
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/sched.h>

static struct task_struct *__used who(pid_t number)
{
	return find_task_by_pid(number);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
