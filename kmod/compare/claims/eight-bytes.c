// expect: all ok
// claim: What a signal carries beside its number is a union of an int and a pointer, 8 bytes.
#include <linux/build_bug.h>
#include <linux/module.h>
#include <linux/signal_types.h>

static_assert(sizeof(sigval_t) == 8);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
