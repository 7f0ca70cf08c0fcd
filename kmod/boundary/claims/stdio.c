// expect: all error "stdio.h: No such file or directory"
// claim: There is no C library in the kernel, so no stdio.h.
#include <linux/module.h>
#include <stdio.h>

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
