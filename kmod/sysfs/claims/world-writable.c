// expect: 6.1 error "negative width in bit-field"; 6.12 error "negative width in bit-field"; newest error "static assertion failed"
// claim: An attribute that everybody may write does not compile.
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static struct kobj_attribute __used attribute = __ATTR(claim, 0666, NULL, NULL);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
