// expect: all ok
// claim: find_vpid() looks a number up as the caller counts.
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>

static bool __used known(pid_t number)
{
	bool found;

	rcu_read_lock();
	found = find_vpid(number);
	rcu_read_unlock();
	return found;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
