// expect: all ok
// claim: References to processes: find_get_pid(), get_pid(), pid_task(), get_pid_task(), put_pid().
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

static bool __used alive(pid_t number)
{
	struct pid *pid = find_get_pid(number);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);
	bool found;

	if (task)
		put_task_struct(task);
	rcu_read_lock();
	found = pid_task(pid, PIDTYPE_TGID);
	rcu_read_unlock();
	put_pid(pid);
	return found;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
