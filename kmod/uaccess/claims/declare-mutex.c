// expect: all error "type defaults to 'int' in declaration of 'DECLARE_MUTEX'"
// claim: DECLARE_MUTEX, a semaphore that played a mutex, went in 2.6.37.
#include <linux/module.h>
#include <linux/semaphore.h>

static DECLARE_MUTEX(gate);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
