// expect: all error "has no member named 'default_attrs'"
// claim: kobj_type lost .default_attrs in 5.18.
#include <linux/kobject.h>
#include <linux/module.h>

static struct attribute *attributes[] = { NULL };

static const struct kobj_type __used type = {
	.default_attrs = attributes,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
