// expect: all ok
// claim: __ATTR_RO, __ATTR_WO and __ATTR_RW choose mode and functions by the name.
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static ssize_t one_show(struct kobject *kobj, struct kobj_attribute *attribute, char *text)
{
	return sysfs_emit(text, "1\n");
}

static ssize_t one_store(struct kobject *kobj, struct kobj_attribute *attribute,
			 const char *text, size_t count)
{
	return count;
}

static struct kobj_attribute __used readable = __ATTR_RO(one);
static struct kobj_attribute __used writable = __ATTR_WO(one);
static struct kobj_attribute __used both = __ATTR_RW(one);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
