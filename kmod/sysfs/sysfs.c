// SPDX-License-Identifier: GPL-2.0
/*
 * sysfs.c - lamps under /sys/kernel/crossings, a folder for each.
 *
 *   add, remove          write a name: a lamp comes or goes
 *   desk/brightness      read it, write it, wait for it with poll(2)
 *   desk/changes         how often it has changed
 *   desk/off_after       write milliseconds: the kernel switches the lamp off
 *   desk/limits/lowest   a group of attributes, which makes a folder below
 *   desk/limits/highest
 *
 * No lamp is connected. Every lamp that comes, goes, or is switched off by the
 * kernel is announced by a uevent.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>

/* region: lamp */
#define BRIGHTEST	100
#define LAMPS_MAX	16
#define NAME_BYTES	20
#define OFF_AFTER_MAX	60000

struct lamp {
	struct kobject kobj;
	struct list_head entry;
	struct delayed_work off;
	unsigned int brightness;
	unsigned int changes;
	unsigned int lowest;
	unsigned int highest;
	bool going;
};

static struct lamp *lamp_of(struct kobject *kobj)
{
	return container_of(kobj, struct lamp, kobj);
}
/* endregion: lamp */

/* region: locks */
/* Protects the numbers in the lamps. */
static DEFINE_MUTEX(values_lock);

/* Protects which lamps there are. Taken before values_lock. */
static DEFINE_MUTEX(house_lock);
static LIST_HEAD(lamps);
static unsigned int lamp_count;
static struct kset *house;

static unsigned int value_of(const unsigned int *value)
{
	unsigned int now;

	mutex_lock(&values_lock);
	now = *value;
	mutex_unlock(&values_lock);
	return now;
}
/* endregion: locks */

/* region: brightness */
static int lamp_set(struct lamp *lamp, unsigned int brightness)
{
	int ret = 0;

	mutex_lock(&values_lock);
	if (brightness < lamp->lowest || brightness > lamp->highest) {
		ret = -ERANGE;
	} else {
		lamp->brightness = brightness;
		lamp->changes++;
	}
	mutex_unlock(&values_lock);

	/* Wakes who waits for this file. */
	if (!ret)
		sysfs_notify(&lamp->kobj, NULL, "brightness");
	return ret;
}

static ssize_t brightness_show(struct kobject *kobj,
			       struct kobj_attribute *attribute, char *text)
{
	return sysfs_emit(text, "%u\n", value_of(&lamp_of(kobj)->brightness));
}

static ssize_t brightness_store(struct kobject *kobj,
				struct kobj_attribute *attribute,
				const char *text, size_t count)
{
	unsigned int brightness;
	int ret = kstrtouint(text, 0, &brightness);

	if (!ret)
		ret = lamp_set(lamp_of(kobj), brightness);
	return ret ?: count;
}

static struct kobj_attribute brightness_attribute = __ATTR_RW(brightness);
/* endregion: brightness */

/* region: changes */
static ssize_t changes_show(struct kobject *kobj,
			    struct kobj_attribute *attribute, char *text)
{
	return sysfs_emit(text, "%u\n", value_of(&lamp_of(kobj)->changes));
}

static struct kobj_attribute changes_attribute = __ATTR_RO(changes);
/* endregion: changes */

/* region: off-after */
/* The time has come: runs in a thread of the kernel, for no program. */
static void lamp_off(struct work_struct *work)
{
	struct delayed_work *off = to_delayed_work(work);
	struct lamp *lamp = container_of(off, struct lamp, off);
	char *details[2] = { "REASON=timer", NULL };

	mutex_lock(&values_lock);
	lamp->brightness = lamp->lowest;
	lamp->changes++;
	mutex_unlock(&values_lock);

	sysfs_notify(&lamp->kobj, NULL, "brightness");
	kobject_uevent_env(&lamp->kobj, KOBJ_CHANGE, details);
}

static ssize_t off_after_store(struct kobject *kobj,
			       struct kobj_attribute *attribute,
			       const char *text, size_t count)
{
	struct lamp *lamp = lamp_of(kobj);
	unsigned int milliseconds;
	int ret = kstrtouint(text, 0, &milliseconds);

	if (ret)
		return ret;
	if (milliseconds > OFF_AFTER_MAX)
		return -ERANGE;

	mutex_lock(&values_lock);
	if (lamp->going)
		ret = -ENODEV;
	else if (!schedule_delayed_work(&lamp->off,
					msecs_to_jiffies(milliseconds)))
		ret = -EBUSY;
	mutex_unlock(&values_lock);
	return ret ?: count;
}

static struct kobj_attribute off_after_attribute = __ATTR_WO(off_after);
/* endregion: off-after */

/* region: limits */
/* One pair of functions for two attributes, which tell by their name which. */
static unsigned int *limit_of(struct lamp *lamp,
			      const struct kobj_attribute *attribute)
{
	if (!strcmp(attribute->attr.name, "lowest"))
		return &lamp->lowest;
	return &lamp->highest;
}

static ssize_t limit_show(struct kobject *kobj,
			  struct kobj_attribute *attribute, char *text)
{
	return sysfs_emit(text, "%u\n",
			  value_of(limit_of(lamp_of(kobj), attribute)));
}

static ssize_t limit_store(struct kobject *kobj,
			   struct kobj_attribute *attribute,
			   const char *text, size_t count)
{
	struct lamp *lamp = lamp_of(kobj);
	unsigned int *limit = limit_of(lamp, attribute);
	unsigned int value;
	bool fits;
	int ret = kstrtouint(text, 0, &value);

	if (ret)
		return ret;

	mutex_lock(&values_lock);
	if (limit == &lamp->lowest)
		fits = value <= lamp->brightness;
	else
		fits = value >= lamp->brightness && value <= BRIGHTEST;
	if (fits)
		*limit = value;
	mutex_unlock(&values_lock);
	return fits ? count : -EINVAL;
}

static struct kobj_attribute lowest_attribute =
	__ATTR(lowest, 0644, limit_show, limit_store);
static struct kobj_attribute highest_attribute =
	__ATTR(highest, 0644, limit_show, limit_store);
/* endregion: limits */

/* region: groups */
static struct attribute *lamp_attributes[] = {
	&brightness_attribute.attr,
	&changes_attribute.attr,
	&off_after_attribute.attr,
	NULL,
};

static struct attribute *limit_attributes[] = {
	&lowest_attribute.attr,
	&highest_attribute.attr,
	NULL,
};

static const struct attribute_group lamp_group = {
	.attrs	= lamp_attributes,
};

static const struct attribute_group limit_group = {
	.name	= "limits",
	.attrs	= limit_attributes,
};

static const struct attribute_group *lamp_groups[] = {
	&lamp_group,
	&limit_group,
	NULL,
};
/* endregion: groups */

/* region: type */
/* Runs when the last reference is given back, whoever held it. */
static void lamp_release(struct kobject *kobj)
{
	pr_info("%s: released\n", kobject_name(kobj));
	kfree(lamp_of(kobj));
}

static const struct kobj_type lamp_type = {
	.sysfs_ops	= &kobj_sysfs_ops,
	.default_groups	= lamp_groups,
	.release	= lamp_release,
};
/* endregion: type */

/* region: come */
/* Called with house_lock held. */
static int lamp_come(const char *name)
{
	struct kobject *other;
	struct lamp *lamp;
	int ret;

	if (lamp_count == LAMPS_MAX)
		return -ENOSPC;

	other = kset_find_obj(house, name);
	if (other) {
		kobject_put(other);
		return -EEXIST;
	}

	lamp = kzalloc(sizeof(*lamp), GFP_KERNEL);
	if (!lamp)
		return -ENOMEM;
	INIT_DELAYED_WORK(&lamp->off, lamp_off);
	lamp->highest = BRIGHTEST;

	lamp->kobj.kset = house;
	ret = kobject_init_and_add(&lamp->kobj, &lamp_type, NULL, "%s", name);
	if (ret) {
		/* From its init on a kobject is put, never freed. */
		kobject_put(&lamp->kobj);
		return ret;
	}
	list_add_tail(&lamp->entry, &lamps);
	lamp_count++;

	/* The folder is complete: now it may be told. */
	kobject_uevent(&lamp->kobj, KOBJ_ADD);
	return 0;
}
/* endregion: come */

/* region: go */
/* Called with house_lock held. */
static void lamp_go(struct lamp *lamp)
{
	mutex_lock(&values_lock);
	lamp->going = true;
	mutex_unlock(&values_lock);

	list_del(&lamp->entry);
	lamp_count--;

	/* No timer any more, and nobody can start it again. */
	cancel_delayed_work_sync(&lamp->off);

	/* The folder goes; waits for who is in a show or a store. */
	kobject_del(&lamp->kobj);

	/* The memory goes when nobody else holds the lamp. */
	kobject_put(&lamp->kobj);
}
/* endregion: go */

/* region: control */
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
	int ret = take_name(text, count, name);

	if (ret)
		return ret;
	mutex_lock(&house_lock);
	ret = lamp_come(name);
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
		lamp_go(lamp_of(found));
		kobject_put(found);
	}
	mutex_unlock(&house_lock);
	return found ? count : -ENOENT;
}

static struct kobj_attribute add_attribute = __ATTR_WO(add);
static struct kobj_attribute remove_attribute = __ATTR_WO(remove);

static struct attribute *control_attributes[] = {
	&add_attribute.attr,
	&remove_attribute.attr,
	NULL,
};

static const struct attribute_group control_group = {
	.attrs	= control_attributes,
};
/* endregion: control */

/* region: load */
static void house_close(void)
{
	struct lamp *lamp, *next;

	mutex_lock(&house_lock);
	list_for_each_entry_safe(lamp, next, &lamps, entry)
		lamp_go(lamp);
	mutex_unlock(&house_lock);
	kset_unregister(house);
}

static int __init lamps_init(void)
{
	int ret;

	house = kset_create_and_add("crossings", NULL, kernel_kobj);
	if (!house)
		return -ENOMEM;

	mutex_lock(&house_lock);
	ret = lamp_come("desk");
	if (!ret)
		ret = lamp_come("hall");
	mutex_unlock(&house_lock);

	/* Last of all: with these files programs can change the house. */
	if (!ret)
		ret = sysfs_create_group(&house->kobj, &control_group);
	if (ret)
		house_close();
	else
		pr_info("/sys/kernel/crossings has %u lamps\n", lamp_count);
	return ret;
}

static void __exit lamps_exit(void)
{
	sysfs_remove_group(&house->kobj, &control_group);
	house_close();
	pr_info("/sys/kernel/crossings is gone\n");
}

module_init(lamps_init);
module_exit(lamps_exit);
/* endregion: load */

MODULE_DESCRIPTION("Lamps as kobjects, with attributes under /sys");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
