// expect: all ok
// claim: On x86-64 read is number 0, write 1, close 3, getpid 39, finit_module 313.
#include <linux/build_bug.h>
#include <linux/module.h>
#include <linux/unistd.h>

static_assert(__NR_read == 0);
static_assert(__NR_write == 1);
static_assert(__NR_close == 3);
static_assert(__NR_getpid == 39);
static_assert(__NR_finit_module == 313);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
