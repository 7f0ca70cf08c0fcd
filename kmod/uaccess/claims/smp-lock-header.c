// expect: all error "linux/smp_lock.h: No such file"
// claim: The big kernel lock and its header went in 2.6.39.
#include <linux/module.h>
#include <linux/smp_lock.h>

static void __used serve(void)
{
	lock_kernel();
	unlock_kernel();
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
