// expect: all error "force_sig_fault"
// claim: force_sig_fault(), which reports a bad address, is not for modules.
#include <linux/module.h>
#include <linux/sched/signal.h>

static void __used fault(void __user *where)
{
	force_sig_fault(SIGSEGV, SEGV_MAPERR, where);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
