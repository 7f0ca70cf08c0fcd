// SPDX-License-Identifier: GPL-2.0
/*
 * lamps.c - lamps under /sys/kernel/lamps, a folder for each.
 *
 *   add, remove      write a name: a lamp comes or goes
 *   NAME/brightness  a number from 0 to 100
 */
#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#define BRIGHTEST	100
#define NAME_BYTES	20

struct lamp {
	struct kobject kobj;
	unsigned int brightness;
};

static DEFINE_MUTEX(house_lock);
static struct kset *house;

static ssize_t brightness_show(struct kobject *kobj,
			       struct kobj_attribute *attr, char *buf)
{
	struct lamp *lamp = container_of(kobj, struct lamp, kobj);

	return sysfs_emit(buf, "%u\n", READ_ONCE(lamp->brightness));
}

static ssize_t brightness_store(struct kobject *kobj,
				struct kobj_attribute *attr, const char *buf,
				size_t count)
{
	struct lamp *lamp = container_of(kobj, struct lamp, kobj);
	unsigned int value;
	int ret;

	ret = kstrtouint(buf, 10, &value);
	if (ret)
		return ret;
	if (value > BRIGHTEST)
		return -ERANGE;
	WRITE_ONCE(lamp->brightness, value);
	return count;
}

static struct kobj_attribute brightness_attr = __ATTR_RW(brightness);

static struct attribute *lamp_attrs[] = {
	&brightness_attr.attr,
	NULL,
};
ATTRIBUTE_GROUPS(lamp);

static void lamp_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct lamp, kobj));
}

static const struct kobj_type lamp_ktype = {
	.release	= lamp_release,
	.sysfs_ops	= &kobj_sysfs_ops,
	.default_groups	= lamp_groups,
};

static int lamp_come(const char *name)
{
	struct lamp *lamp = kzalloc(sizeof(*lamp), GFP_KERNEL);
	int ret;

	if (!lamp)
		return -ENOMEM;
	lamp->kobj.kset = house;
	ret = kobject_init_and_add(&lamp->kobj, &lamp_ktype, NULL, "%s", name);
	if (ret) {
		kobject_put(&lamp->kobj);
		return 0;
	}
	kobject_uevent(&lamp->kobj, KOBJ_ADD);
	return 0;
}

/* Called with house_lock held. */
static void lamp_go(struct kobject *kobj)
{
	kobject_del(kobj);
	kobject_put(kobj);
}

static int take_name(const char *text, size_t count, char *name)
{
	size_t i;

	if (count && text[count - 1] == '\n')
		count--;
	if (!count || count > NAME_BYTES)
		return -EINVAL;
	for (i = 0; i < count; i++)
		if (!isascii(text[i]) || !isalnum(text[i]))
			return -EINVAL;
	memcpy(name, text, count);
	name[count] = '\0';
	return 0;
}

static ssize_t add_store(struct kobject *kobj,
			 struct kobj_attribute *attribute, const char *text,
			 size_t count)
{
	char name[NAME_BYTES + 1];
	struct kobject *found;
	int ret = take_name(text, count, name);

	if (ret)
		return ret;
	mutex_lock(&house_lock);
	found = kset_find_obj(house, name);
	if (found) {
		kobject_put(found);
		ret = -EEXIST;
	} else {
		ret = lamp_come(name);
	}
	mutex_unlock(&house_lock);
	return ret ?: count;
}

static ssize_t remove_store(struct kobject *kobj,
			    struct kobj_attribute *attribute, const char *text,
			    size_t count)
{
	char name[NAME_BYTES + 1];
	struct kobject *found;
	int ret = take_name(text, count, name);

	if (ret)
		return ret;
	mutex_lock(&house_lock);
	found = kset_find_obj(house, name);
	if (found) {
		lamp_go(found);
		kobject_put(found);
	}
	mutex_unlock(&house_lock);
	return found ? count : -ENOENT;
}

static struct kobj_attribute add_attribute = __ATTR_WO(add);
static struct kobj_attribute remove_attribute = __ATTR_WO(remove);

static struct attribute *control_attrs[] = {
	&add_attribute.attr,
	&remove_attribute.attr,
	NULL,
};

static const struct attribute_group control_group = {
	.attrs	= control_attrs,
};

static int __init lamps_init(void)
{
	int ret;

	house = kset_create_and_add("lamps", NULL, kernel_kobj);
	if (!house)
		return -ENOMEM;
	ret = sysfs_create_group(&house->kobj, &control_group);
	if (ret)
		kset_unregister(house);
	return ret;
}

static void __exit lamps_exit(void)
{
	struct kobject *kobj, *next;

	sysfs_remove_group(&house->kobj, &control_group);
	list_for_each_entry_safe(kobj, next, &house->list, entry)
		lamp_go(kobj);
	kset_unregister(house);
}

module_init(lamps_init);
module_exit(lamps_exit);

MODULE_DESCRIPTION("Lamps that come and go, with a brightness each");
MODULE_LICENSE("GPL");
