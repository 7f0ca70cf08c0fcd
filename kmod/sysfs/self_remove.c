// SPDX-License-Identifier: GPL-2.0
/*
 * self_remove.c - /sys/kernel/self_remove, whose attributes remove the folder
 * that they are in. "stuck" waits for itself for ever, wrong on purpose;
 * "clean" does the same as the kernel's own files do it.
 */
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static struct kobject *folder;

/* region: stores */
static ssize_t stuck_store(struct kobject *kobj,
			   struct kobj_attribute *attribute, const char *text,
			   size_t count)
{
	/* The mistake: waits until nobody is in a store, and we are. */
	kobject_del(kobj);
	return count;
}

static ssize_t clean_store(struct kobject *kobj,
			   struct kobj_attribute *attribute, const char *text,
			   size_t count)
{
	/* True for one caller, who from here on does not count as inside. */
	if (sysfs_remove_file_self(kobj, &attribute->attr))
		kobject_del(kobj);
	return count;
}
/* endregion: stores */

static struct kobj_attribute stuck_attribute = __ATTR_WO(stuck);
static struct kobj_attribute clean_attribute = __ATTR_WO(clean);

static struct attribute *self_attributes[] = {
	&stuck_attribute.attr,
	&clean_attribute.attr,
	NULL,
};

static const struct attribute_group self_group = {
	.attrs	= self_attributes,
};

static int __init self_remove_init(void)
{
	int ret;

	folder = kobject_create_and_add("self_remove", kernel_kobj);
	if (!folder)
		return -ENOMEM;
	ret = sysfs_create_group(folder, &self_group);
	if (ret)
		kobject_put(folder);
	return ret;
}

static void __exit self_remove_exit(void)
{
	kobject_put(folder);
}

module_init(self_remove_init);
module_exit(self_remove_exit);

MODULE_DESCRIPTION("Attributes that remove their own folder");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
