// SPDX-License-Identifier: GPL-2.0
/*
 * thermostat.c - /sys/kernel/thermostat/target, a temperature in degrees.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

#define COLDEST	5
#define WARMEST	30

static struct kobject *folder;
static int target = 20;

static ssize_t target_show(struct kobject *kobj,
			   struct kobj_attribute *attribute, char *text)
{
	return sysfs_emit(text, "%d\n", READ_ONCE(target));
}

static ssize_t target_store(struct kobject *kobj,
			    struct kobj_attribute *attribute, const char *text,
			    size_t count)
{
	int value, ret;

	ret = kstrtoint(text, 10, &value);
	if (ret)
		return ret;
	if (value < COLDEST || value > WARMEST)
		return -ERANGE;
	if (xchg(&target, value) != value)
		sysfs_notify(folder, NULL, "target");
	return count;
}

static struct kobj_attribute target_attribute = __ATTR_RW(target);

static int __init thermostat_init(void)
{
	int ret;

	folder = kobject_create_and_add("thermostat", kernel_kobj);
	if (!folder)
		return -ENOMEM;
	ret = sysfs_create_file(folder, &target_attribute.attr);
	if (ret)
		kobject_put(folder);
	return ret;
}

static void __exit thermostat_exit(void)
{
	kobject_put(folder);
}

module_init(thermostat_init);
module_exit(thermostat_exit);

MODULE_DESCRIPTION("A temperature that can be read, set and waited for");
MODULE_LICENSE("GPL");
