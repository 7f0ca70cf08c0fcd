// SPDX-License-Identifier: GPL-2.0
/*
 * task-lookups.c - counts the moments in which a process that the module has
 * looked up could go away under it. A machine with one CPU hardly ever shows
 * that by itself.
 *
 *   unprotected  lookups and signals outside of an RCU read-side section, with
 *                no reference held, as a module parameter
 */
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

static unsigned int unprotected;
module_param(unprotected, uint, 0444);

/* The task that was looked up last, and how many references it had then. */
static struct task_struct *found;
static unsigned int found_usage;

/* What disables preemption is a read-side section as well. */
static bool rcu_protects(void)
{
	return rcu_preempt_depth() > 0 || !preemptible();
}

static void look_up(void)
{
	if (!rcu_protects())
		unprotected++;
}

static void send_to(struct task_struct *task)
{
	if (task == found && task != current && !rcu_protects() &&
	    refcount_read(&task->usage) <= found_usage)
		unprotected++;
}

struct pid *instrument_find_vpid(int number);
struct pid *instrument_find_vpid(int number)
{
	look_up();
	return find_vpid(number);
}

struct pid *instrument_find_pid_ns(int number, struct pid_namespace *ns);
struct pid *instrument_find_pid_ns(int number, struct pid_namespace *ns)
{
	look_up();
	return find_pid_ns(number, ns);
}

struct task_struct *instrument_pid_task(struct pid *pid, enum pid_type type);
struct task_struct *instrument_pid_task(struct pid *pid, enum pid_type type)
{
	struct task_struct *task = pid_task(pid, type);

	look_up();
	found = task;
	found_usage = task ? refcount_read(&task->usage) : 0;
	return task;
}

int instrument_send_sig_info(int number, struct kernel_siginfo *info,
			     struct task_struct *task);
int instrument_send_sig_info(int number, struct kernel_siginfo *info,
			     struct task_struct *task)
{
	send_to(task);
	return send_sig_info(number, info, task);
}

int instrument_send_sig(int number, struct task_struct *task, int private);
int instrument_send_sig(int number, struct task_struct *task, int private)
{
	send_to(task);
	return send_sig(number, task, private);
}
