// SPDX-License-Identifier: GPL-2.0
/*
 * compare.c - one payload, and seven ways to get it to a program:
 *
 *   uaccess   read(2), write(2) and an ioctl of /dev/compare
 *   procfs    the files of /proc/compare
 *   sysfs     the files of /sys/kernel/compare
 *   netlink   protocol 31: a request, and the payload as the answer
 *   file      /run/compare, written by the kernel
 *   mmap      the payload itself, mapped from /dev/compare
 *   signal    a signal with the payload's first 8 bytes
 *
 * Nothing here writes to the kernel log: a line of it takes longer than most
 * of what is to be measured.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

#include "compare_uapi.h"

/* region: payload */
/* One payload for all ways, in pages that a program may map. */
static char *payload;
static DEFINE_MUTEX(payload_lock);

/*
 * Each crossing begins here. The first 8 bytes of the payload say when it was
 * made, by the clock that programs know as CLOCK_MONOTONIC; the program can
 * tell from them that it did not get an older one.
 */
static void make_payload(void)
{
	u64 now = ktime_get_ns();

	memcpy(payload, &now, COMPARE_STAMP_BYTES);
}
/* endregion: payload */

/* region: uaccess */
static ssize_t compare_read(struct file *file, char __user *to, size_t asked,
			    loff_t *position)
{
	size_t missing;

	asked = min_t(size_t, asked, COMPARE_MAX);
	mutex_lock(&payload_lock);
	make_payload();
	missing = copy_to_user(to, payload, asked);
	mutex_unlock(&payload_lock);
	return missing ? -EFAULT : asked;
}

static ssize_t compare_write(struct file *file, const char __user *from,
			     size_t asked, loff_t *position)
{
	size_t missing;

	asked = min_t(size_t, asked, COMPARE_MAX);
	mutex_lock(&payload_lock);
	missing = copy_from_user(payload, from, asked);
	mutex_unlock(&payload_lock);
	return missing ? -EFAULT : asked;
}
/* endregion: uaccess */

/* region: procfs */
static struct proc_dir_entry *proc_folder;

static int proc_show(struct seq_file *out, void *unused)
{
	size_t bytes = (unsigned long)out->private;

	mutex_lock(&payload_lock);
	make_payload();
	seq_write(out, payload, bytes);
	mutex_unlock(&payload_lock);
	return 0;
}

static bool add_proc_file(const char *name, unsigned long bytes)
{
	return proc_create_single_data(name, 0444, proc_folder, proc_show,
				       (void *)bytes);
}

static int add_procfs(void)
{
	proc_folder = proc_mkdir(COMPARE_NAME, NULL);
	if (!proc_folder)
		return -ENOMEM;
	if (add_proc_file("8", 8) && add_proc_file("1024", 1024) &&
	    add_proc_file("65536", 65536))
		return 0;
	proc_remove(proc_folder);
	return -ENOMEM;
}
/* endregion: procfs */

/* region: sysfs */
static struct kobject *sysfs_folder;

struct payload_attribute {
	struct kobj_attribute kobj;
	size_t bytes;
};

/* Whatever it is asked for: an attribute has one page, and not all of that. */
static ssize_t attribute_show(struct kobject *kobj,
			      struct kobj_attribute *attribute, char *page)
{
	size_t bytes = container_of(attribute, struct payload_attribute,
				    kobj)->bytes;

	bytes = min_t(size_t, bytes, PAGE_SIZE - 1);
	mutex_lock(&payload_lock);
	make_payload();
	memcpy(page, payload, bytes);
	mutex_unlock(&payload_lock);
	return bytes;
}

static struct payload_attribute payload_attributes[] = {
	{ __ATTR(8, 0444, attribute_show, NULL), 8 },
	{ __ATTR(1024, 0444, attribute_show, NULL), 1024 },
	{ __ATTR(65536, 0444, attribute_show, NULL), 65536 },
};

static struct attribute *attributes[] = {
	&payload_attributes[0].kobj.attr,
	&payload_attributes[1].kobj.attr,
	&payload_attributes[2].kobj.attr,
	NULL,
};

static const struct attribute_group attribute_group = {
	.attrs = attributes,
};

static int add_sysfs(void)
{
	int ret;

	sysfs_folder = kobject_create_and_add(COMPARE_NAME, kernel_kobj);
	if (!sysfs_folder)
		return -ENOMEM;
	ret = sysfs_create_group(sysfs_folder, &attribute_group);
	if (ret)
		kobject_put(sysfs_folder);
	return ret;
}
/* endregion: sysfs */

/* region: netlink */
static struct sock *kernel_end;

static int answer(struct sk_buff *request, struct nlmsghdr *header,
		  struct netlink_ext_ack *extack)
{
	struct nlmsghdr *reply_header;
	struct sk_buff *reply;
	u32 bytes;

	if (nlmsg_len(header) != sizeof(bytes))
		return -EINVAL;
	memcpy(&bytes, nlmsg_data(header), sizeof(bytes));
	if (bytes > COMPARE_MAX)
		return -EINVAL;

	reply = nlmsg_new(bytes, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	reply_header = nlmsg_put(reply, 0, header->nlmsg_seq,
				 header->nlmsg_type, bytes, 0);
	if (!reply_header) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	mutex_lock(&payload_lock);
	make_payload();
	memcpy(nlmsg_data(reply_header), payload, bytes);
	mutex_unlock(&payload_lock);
	return nlmsg_unicast(request->sk, reply, NETLINK_CB(request).portid);
}

static void input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, answer);
}

static int add_netlink(void)
{
	struct netlink_kernel_cfg cfg = {
		.input	= input,
	};

	kernel_end = netlink_kernel_create(&init_net, COMPARE_NETLINK, &cfg);
	return kernel_end ? 0 : -EADDRINUSE;
}
/* endregion: netlink */

/* region: file */
static long write_file(size_t bytes)
{
	loff_t position = 0;
	struct file *file;
	ssize_t done;

	file = filp_open(COMPARE_FILE,
			 O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
	if (IS_ERR(file))
		return PTR_ERR(file);
	mutex_lock(&payload_lock);
	make_payload();
	done = kernel_write(file, payload, bytes, &position);
	mutex_unlock(&payload_lock);
	filp_close(file, NULL);
	if (done < 0)
		return done;
	return done == bytes ? 0 : -EIO;
}
/* endregion: file */

/* region: mmap */
/* The check of offset and size against the payload is in the function. */
static int compare_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_vmalloc_range(vma, payload, vma->vm_pgoff);
}

/* Nothing to be copied: the program has the payload already. */
static long share(void)
{
	mutex_lock(&payload_lock);
	make_payload();
	mutex_unlock(&payload_lock);
	return 0;
}
/* endregion: mmap */

/* region: signal */
static long send_signal(u32 number, size_t bytes)
{
	struct kernel_siginfo info;

	/* A signal carries one number or one address, and that is all. */
	if (bytes != COMPARE_STAMP_BYTES)
		return -EINVAL;
	if (number < SIGRTMIN || !valid_signal(number))
		return -EINVAL;

	clear_siginfo(&info);
	info.si_signo = number;
	info.si_code = SI_QUEUE;
	info.si_ptr = (void __user *)(unsigned long)ktime_get_ns();
	return send_sig_info(number, &info, current);
}
/* endregion: signal */

/* region: ioctl */
static long copy_out(void __user *to, size_t bytes)
{
	unsigned long missing;

	mutex_lock(&payload_lock);
	make_payload();
	missing = copy_to_user(to, payload, bytes);
	mutex_unlock(&payload_lock);
	return missing ? -EFAULT : 0;
}

static long compare_ioctl(struct file *file, unsigned int command,
			  unsigned long argument)
{
	struct compare_request request;

	if (copy_from_user(&request, (void __user *)argument, sizeof(request)))
		return -EFAULT;
	if (request.bytes > COMPARE_MAX)
		return -EINVAL;

	switch (command) {
	case COMPARE_COPY:
		return copy_out(u64_to_user_ptr(request.to), request.bytes);
	case COMPARE_SHARE:
		return share();
	case COMPARE_WRITE_FILE:
		return write_file(request.bytes);
	case COMPARE_SIGNAL:
		return send_signal(request.signal, request.bytes);
	default:
		return -ENOTTY;
	}
}
/* endregion: ioctl */

static const struct file_operations compare_operations = {
	.owner		= THIS_MODULE,
	.open		= nonseekable_open,
	.read		= compare_read,
	.write		= compare_write,
	.mmap		= compare_mmap,
	.unlocked_ioctl	= compare_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct miscdevice compare_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= COMPARE_NAME,
	.fops	= &compare_operations,
};

static int __init compare_init(void)
{
	int ret;

	payload = vmalloc_user(COMPARE_MAX);
	if (!payload)
		return -ENOMEM;
	memset(payload, '.', COMPARE_MAX);

	ret = add_procfs();
	if (ret)
		goto free_payload;
	ret = add_sysfs();
	if (ret)
		goto remove_procfs;
	ret = add_netlink();
	if (ret)
		goto remove_sysfs;
	ret = misc_register(&compare_device);
	if (ret)
		goto remove_netlink;
	pr_info("a payload of up to %d bytes, and seven ways to it\n",
		COMPARE_MAX);
	return 0;

remove_netlink:
	netlink_kernel_release(kernel_end);
remove_sysfs:
	kobject_put(sysfs_folder);
remove_procfs:
	proc_remove(proc_folder);
free_payload:
	vfree(payload);
	return ret;
}

static void __exit compare_exit(void)
{
	misc_deregister(&compare_device);
	netlink_kernel_release(kernel_end);
	kobject_put(sysfs_folder);
	proc_remove(proc_folder);
	vfree(payload);
	pr_info("gone\n");
}

module_init(compare_init);
module_exit(compare_exit);

MODULE_DESCRIPTION("One payload through seven ways, to be measured");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
