// expect: all error "'sysfs_create_file_ns' is exported to GPL modules only"
// claim: A module that is not under the GPL cannot use sysfs.
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static int __used begin(struct kobject *kobj, const struct attribute *attribute)
{
	return sysfs_create_file(kobj, attribute);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("Proprietary");
