// expect: all ok
// claim: The first real-time signal is 32 to the kernel.
#include <linux/build_bug.h>
#include <linux/module.h>
#include <linux/signal.h>

static_assert(SIGRTMIN == 32);
static_assert(_NSIG == 64);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
