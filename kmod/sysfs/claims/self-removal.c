// expect: all ok
// claim: An attribute can remove itself with sysfs_remove_file_self().
#include <linux/module.h>
#include <linux/sysfs.h>

static bool __used remove(struct kobject *kobj, const struct attribute *attribute)
{
	return sysfs_remove_file_self(kobj, attribute);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
