// expect: all ok
// claim: Debian's kernels check at run time that a copy stays inside its kernel object.
#include <linux/module.h>

#ifndef CONFIG_HARDENED_USERCOPY
#error "this kernel is built without hardened usercopy"
#endif

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
