// SPDX-License-Identifier: GPL-2.0
/*
 * meter.c - /sys/kernel/meter/level changes by itself.
 *
 *   plan   write up to 16 numbers: the level takes one after the other, the
 *          next one some milliseconds after the present one has been read
 *   level  the number of the moment; wait for it with poll(2)
 *   reads  how often level has been read since the plan was written
 */
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>

#define PLAN_MAX	16

static unsigned int pause_ms = 150;
module_param(pause_ms, uint, 0644);
MODULE_PARM_DESC(pause_ms, "milliseconds from a read to the next change");

static struct kobject *folder;
static DEFINE_MUTEX(plan_lock);
static unsigned int plan[PLAN_MAX];
static unsigned int plan_length = 1, now, reads;
static bool seen;

static void go_on(struct work_struct *work)
{
	mutex_lock(&plan_lock);
	if (now + 1 < plan_length) {
		now++;
		seen = false;
	}
	mutex_unlock(&plan_lock);
	sysfs_notify(folder, NULL, "level");
}

static DECLARE_DELAYED_WORK(next, go_on);

static ssize_t level_show(struct kobject *kobj,
			  struct kobj_attribute *attribute, char *text)
{
	ssize_t length;

	mutex_lock(&plan_lock);
	reads++;
	length = sysfs_emit(text, "%u\n", plan[now]);
	if (!seen && now + 1 < plan_length) {
		seen = true;
		schedule_delayed_work(&next, msecs_to_jiffies(READ_ONCE(pause_ms)));
	}
	mutex_unlock(&plan_lock);
	return length;
}

static ssize_t plan_store(struct kobject *kobj,
			  struct kobj_attribute *attribute, const char *text,
			  size_t count)
{
	unsigned int numbers[PLAN_MAX], length = 0;
	char words[256], *rest = words, *word;

	if (strscpy(words, text, sizeof(words)) < 0)
		return -E2BIG;
	while ((word = strsep(&rest, " \n"))) {
		int ret;

		if (!*word)
			continue;
		if (length == PLAN_MAX)
			return -E2BIG;
		ret = kstrtouint(word, 10, &numbers[length++]);
		if (ret)
			return ret;
	}
	if (!length)
		return -EINVAL;

	mutex_lock(&plan_lock);
	memcpy(plan, numbers, length * sizeof(plan[0]));
	plan_length = length;
	now = 0;
	reads = 0;
	seen = false;
	mutex_unlock(&plan_lock);
	return count;
}

static ssize_t reads_show(struct kobject *kobj,
			  struct kobj_attribute *attribute, char *text)
{
	return sysfs_emit(text, "%u\n", READ_ONCE(reads));
}

static struct kobj_attribute level_attribute = __ATTR_RO(level);
static struct kobj_attribute plan_attribute = __ATTR_WO(plan);
static struct kobj_attribute reads_attribute = __ATTR_RO(reads);

static struct attribute *meter_attributes[] = {
	&level_attribute.attr,
	&plan_attribute.attr,
	&reads_attribute.attr,
	NULL,
};

static const struct attribute_group meter_group = {
	.attrs	= meter_attributes,
};

static int __init meter_init(void)
{
	int ret;

	folder = kobject_create_and_add("meter", kernel_kobj);
	if (!folder)
		return -ENOMEM;
	ret = sysfs_create_group(folder, &meter_group);
	if (ret)
		kobject_put(folder);
	return ret;
}

static void __exit meter_exit(void)
{
	sysfs_remove_group(folder, &meter_group);
	cancel_delayed_work_sync(&next);
	kobject_put(folder);
}

module_init(meter_init);
module_exit(meter_exit);

MODULE_DESCRIPTION("A value that changes by itself");
MODULE_LICENSE("GPL");
