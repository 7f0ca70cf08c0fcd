// expect: all error "has no member named 'mmap_sem'"
// claim: mmap_sem was renamed in 5.8, so that everyone had to use mmap_read_lock().
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>

static void __used lock(void)
{
	down_read(&current->mm->mmap_sem);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
