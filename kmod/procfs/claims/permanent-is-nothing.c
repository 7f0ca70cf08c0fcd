// expect: all ok
// claim: PROC_ENTRY_PERMANENT is 0 in a module: only built-in code can promise never to go.
#include <linux/build_bug.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static_assert(PROC_ENTRY_PERMANENT == 0);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
