// SPDX-License-Identifier: GPL-2.0
/*
 * early.c - /dev/early, which announces a sample in shared memory before it has
 * written it. Wrong on purpose.
 *
 * A kernel worker produces a hundred samples, either way round: EARLY_WRONG
 * moves the index first and fills the slot afterwards, EARLY_RIGHT fills the
 * slot and then moves the index. The program watches the index all the time.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "early_uapi.h"

static struct early_page *shared;

/* region: wrong */
static void produce_wrong(struct work_struct *work)
{
	u32 i;

	for (i = 0; i < EARLY_SAMPLES; i++) {
		/* The mistake: this says that all before it is there. */
		smp_store_release(&shared->head, i + 1);
		usleep_range(200, 400);
		WRITE_ONCE(shared->samples[i], i + 1);
	}
}
/* endregion: wrong */

/* region: right */
static void produce_right(struct work_struct *work)
{
	u32 i;

	for (i = 0; i < EARLY_SAMPLES; i++) {
		WRITE_ONCE(shared->samples[i], i + 1);
		usleep_range(200, 400);
		/* Pairs with the program's load of the index. */
		smp_store_release(&shared->head, i + 1);
	}
}
/* endregion: right */

static DECLARE_WORK(wrong_work, produce_wrong);
static DECLARE_WORK(right_work, produce_right);
static DEFINE_MUTEX(start_lock);

static int early_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff || vma_pages(vma) != 1)
		return -EINVAL;
	return vm_insert_page(vma, vma->vm_start, virt_to_page(shared));
}

static long early_start(struct work_struct *work)
{
	mutex_lock(&start_lock);
	flush_work(&wrong_work);
	flush_work(&right_work);
	memset(shared, 0, sizeof(*shared));
	schedule_work(work);
	mutex_unlock(&start_lock);
	return 0;
}

static long early_ioctl(struct file *file, unsigned int command,
			unsigned long argument)
{
	switch (command) {
	case EARLY_WRONG:
		return early_start(&wrong_work);
	case EARLY_RIGHT:
		return early_start(&right_work);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations early_operations = {
	.owner		= THIS_MODULE,
	.mmap		= early_mmap,
	.unlocked_ioctl	= early_ioctl,
};

static struct miscdevice early_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "early",
	.fops	= &early_operations,
};

static int __init early_init(void)
{
	int ret;

	shared = (struct early_page *)get_zeroed_page(GFP_KERNEL);
	if (!shared)
		return -ENOMEM;
	ret = misc_register(&early_device);
	if (ret)
		free_page((unsigned long)shared);
	return ret;
}

static void __exit early_exit(void)
{
	misc_deregister(&early_device);
	cancel_work_sync(&wrong_work);
	cancel_work_sync(&right_work);
	free_page((unsigned long)shared);
}

module_init(early_init);
module_exit(early_exit);

MODULE_DESCRIPTION("A sample that is announced before it is there");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
