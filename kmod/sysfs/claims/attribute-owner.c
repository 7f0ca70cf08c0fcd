// expect: all error "has no member named 'owner'"
// claim: struct attribute has no owner any more.
#include <linux/module.h>
#include <linux/sysfs.h>

static struct attribute __used attribute = {
	.owner = THIS_MODULE,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
