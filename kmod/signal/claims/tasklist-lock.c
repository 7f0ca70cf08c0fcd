// expect: all error "tasklist_lock"
// claim: The lock of the task list is not exported; readers use RCU.
#include <linux/module.h>
#include <linux/sched/task.h>

static void __used look(void)
{
	read_lock(&tasklist_lock);
	read_unlock(&tasklist_lock);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
