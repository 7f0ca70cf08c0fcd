/*
 * sysfs_legacy.c - a lamp under /sys as an article of about 2010 would make it,
 * for Linux 2.6.3x. It is here to be compiled, not to be loaded: the compiler
 * tells, line by line, what the years have changed. The answers are in sysfs.c.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>
#include <linux/string.h>

struct lamp {
	struct kobject kobj;
	int brightness;
};

static struct lamp desk;
static struct kset *lamps;

/* region: attributes */
static struct attribute brightness_attr = {
	.name	= "brightness",
	.owner	= THIS_MODULE,
	.mode	= S_IRWXUGO,
};

static struct attribute *lamp_attrs[] = {
	&brightness_attr,
	NULL,
};

static ssize_t lamp_show(struct kobject *kobj, struct attribute *attr,
			 char *buf)
{
	struct lamp *lamp = container_of(kobj, struct lamp, kobj);

	return sprintf(buf, "%d\n", lamp->brightness);
}

static ssize_t lamp_store(struct kobject *kobj, struct attribute *attr,
			  const char *buf, size_t count)
{
	struct lamp *lamp = container_of(kobj, struct lamp, kobj);

	lamp->brightness = simple_strtol(buf, NULL, 10);
	return count;
}
/* endregion: attributes */

/* region: type */
static struct sysfs_ops lamp_sysfs_ops = {
	.show	= lamp_show,
	.store	= lamp_store,
};

/* The object is static, there is nothing to release. */
static void lamp_release(struct kobject *kobj)
{
}

static struct kobj_type lamp_ktype = {
	.release	= lamp_release,
	.sysfs_ops	= &lamp_sysfs_ops,
	.default_attrs	= lamp_attrs,
};
/* endregion: type */

/* region: colour */
static char colour[16] = "white";

static ssize_t colour_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	return sprintf(buf, "%s\n", colour);
}

static ssize_t colour_store(struct kobject *kobj, struct kobj_attribute *attr,
			    const char *buf, size_t count)
{
	strncpy(colour, buf, count);
	return count;
}

static struct kobj_attribute colour_attr =
	__ATTR(colour, 0666, colour_show, colour_store);
/* endregion: colour */

/* region: others */
static ssize_t serial_read(struct kobject *kobj, struct bin_attribute *attr,
			   char *buf, loff_t off, size_t count)
{
	memset(buf, 0, count);
	return count;
}

static struct bin_attribute serial_attr = {
	.attr	= { .name = "serial", .mode = 0444 },
	.size	= 16,
	.read	= serial_read,
};

static int lamp_filter(struct kset *kset, struct kobject *kobj)
{
	return 1;
}

static struct kset_uevent_ops lamp_uevent_ops = {
	.filter	= lamp_filter,
};
/* endregion: others */

/* region: init */
static int __init lamp_init(void)
{
	lamps = kset_create_and_add("lamps", &lamp_uevent_ops, NULL);
	desk.kobj.kset = lamps;
	kobject_init_and_add(&desk.kobj, &lamp_ktype, NULL, "desk");
	sysfs_create_file(&desk.kobj, &colour_attr.attr);
	sysfs_create_bin_file(&desk.kobj, &serial_attr);
	kobject_uevent(&desk.kobj, KOBJ_ADD);
	return 0;
}
/* endregion: init */

static void __exit lamp_exit(void)
{
	kobject_put(&desk.kobj);
	kset_unregister(lamps);
}

module_init(lamp_init);
module_exit(lamp_exit);
MODULE_LICENSE("GPL");
