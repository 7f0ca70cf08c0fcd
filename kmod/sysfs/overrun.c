// SPDX-License-Identifier: GPL-2.0
/*
 * overrun.c - /sys/kernel/overrun with two attributes that print a long list
 * into the one page that a show function has. Wrong on purpose.
 *
 * "careless" uses sprintf(), which does not know where the page ends, "careful"
 * uses sysfs_emit_at(), which does. Both compile without a warning.
 */
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

/* Of ten bytes each: together 4 more than a page of 4096 has. */
#define LINES	410

/* region: show */
static ssize_t careless_show(struct kobject *kobj,
			     struct kobj_attribute *attribute, char *text)
{
	ssize_t length = 0;
	int i;

	for (i = 0; i < LINES; i++)
		length += sprintf(text + length, "line %04d\n", i);
	return length;
}

static ssize_t careful_show(struct kobject *kobj,
			    struct kobj_attribute *attribute, char *text)
{
	ssize_t length = 0;
	int i;

	for (i = 0; i < LINES; i++)
		length += sysfs_emit_at(text, length, "line %04d\n", i);
	return length;
}
/* endregion: show */

static struct kobj_attribute careless_attribute = __ATTR_RO(careless);
static struct kobj_attribute careful_attribute = __ATTR_RO(careful);

static struct attribute *overrun_attributes[] = {
	&careless_attribute.attr,
	&careful_attribute.attr,
	NULL,
};

static const struct attribute_group overrun_group = {
	.attrs	= overrun_attributes,
};

static struct kobject *folder;

static int __init overrun_init(void)
{
	int ret;

	folder = kobject_create_and_add("overrun", kernel_kobj);
	if (!folder)
		return -ENOMEM;
	ret = sysfs_create_group(folder, &overrun_group);
	if (ret)
		kobject_put(folder);
	return ret;
}

static void __exit overrun_exit(void)
{
	kobject_put(folder);
}

module_init(overrun_init);
module_exit(overrun_exit);

MODULE_DESCRIPTION("A show function that prints more than its page holds");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
