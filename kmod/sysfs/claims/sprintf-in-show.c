// expect: all ok
// claim: No tool says a word where a show function uses sprintf().
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static ssize_t claim_show(struct kobject *kobj, struct kobj_attribute *attribute, char *text)
{
	return sprintf(text, "%d\n", 1);
}

static struct kobj_attribute __used attribute = __ATTR_RO(claim);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
