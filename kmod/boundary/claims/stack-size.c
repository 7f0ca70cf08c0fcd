// expect: all ok
// claim: The stack of a system call has 16 KB; the name of a task has 15 letters and a zero byte.
#include <linux/build_bug.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/thread_info.h>

static_assert(THREAD_SIZE == 16384);
static_assert(TASK_COMM_LEN == 16);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
