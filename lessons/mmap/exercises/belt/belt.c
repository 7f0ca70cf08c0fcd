// SPDX-License-Identifier: GPL-2.0
/*
 * belt.c - /dev/belt puts items into a ring that a program shares. A line
 * "start count seed" written to the device empties the ring, sets both counters
 * to start, and has count items put in, a few at a time, by a timer. Reading
 * gives "head tail left".
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#define BELT_SLOTS	64
#define BELT_AT_ONCE	24
#define BELT_EMPTY	0xa5a5a5a5

struct belt {
	u32 head;			/* the next item to be put in: the kernel's */
	u32 reserved[15];
	u32 tail;			/* the next item to be taken: the program's */
	u32 more[15];
	u32 slots[BELT_SLOTS];		/* item i lies at i % BELT_SLOTS */
};

static DEFINE_SPINLOCK(belt_lock);
static struct belt *belt;
static u32 belt_head;
static u32 belt_left;
static u32 belt_seed;

static void belt_tick(struct timer_list *timer);
static DEFINE_TIMER(belt_timer, belt_tick);

/* A slot without an item is the kernel's, and it wipes what is left there. */
static void belt_wipe(void)
{
	u32 next;

	for (next = belt_head; next - READ_ONCE(belt->tail) < BELT_SLOTS; next++)
		belt->slots[next % BELT_SLOTS] = BELT_EMPTY;
}

static void belt_tick(struct timer_list *timer)
{
	int i;

	spin_lock(&belt_lock);
	for (i = 0; i < BELT_AT_ONCE && belt_left; i++) {
		if (belt_head - smp_load_acquire(&belt->tail) >= BELT_SLOTS)
			break;
		belt_seed = belt_seed * 1664525 + 1013904223;
		belt->slots[belt_head % BELT_SLOTS] = belt_seed;
		belt_head++;
		belt_left--;
		smp_store_release(&belt->head, belt_head);
	}
	belt_wipe();
	if (belt_left)
		mod_timer(&belt_timer, jiffies + 1);
	spin_unlock(&belt_lock);
}

static ssize_t belt_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	u32 start, left, seed;
	char line[48] = "";

	/* A client takes what is on the belt; it doesn't set it off. */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, count))
		return -EFAULT;
	if (sscanf(line, "%u %u %u", &start, &left, &seed) != 3)
		return -EINVAL;

	spin_lock_bh(&belt_lock);
	memset(belt->slots, 0xa5, sizeof(belt->slots));
	belt_head = start;
	belt_left = left;
	belt_seed = seed;
	belt->head = start;
	belt->tail = start;
	mod_timer(&belt_timer, jiffies + 1);
	spin_unlock_bh(&belt_lock);
	return count;
}

static ssize_t belt_read(struct file *file, char __user *buf, size_t count,
			 loff_t *ppos)
{
	char line[48];
	int length;

	spin_lock_bh(&belt_lock);
	length = scnprintf(line, sizeof(line), "%u %u %u\n", belt_head,
			   READ_ONCE(belt->tail), belt_left);
	spin_unlock_bh(&belt_lock);
	return simple_read_from_buffer(buf, count, ppos, line, length);
}

static int belt_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_MAYSHARE) || vma->vm_pgoff || vma_pages(vma) != 1)
		return -EINVAL;
	return vm_insert_page(vma, vma->vm_start, virt_to_page(belt));
}

static const struct file_operations belt_operations = {
	.owner = THIS_MODULE,
	.read = belt_read,
	.write = belt_write,
	.mmap = belt_mmap,
};

static struct miscdevice belt_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "belt",
	.fops = &belt_operations,
	.mode = 0666,
};

static int __init belt_init(void)
{
	int ret;

	belt = (struct belt *)get_zeroed_page(GFP_KERNEL);
	if (!belt)
		return -ENOMEM;
	ret = misc_register(&belt_device);
	if (ret)
		free_page((unsigned long)belt);
	return ret;
}

static void __exit belt_exit(void)
{
	misc_deregister(&belt_device);
#if KERNEL_VERSION(6, 2, 0) > LINUX_VERSION_CODE
	del_timer_sync(&belt_timer);
#else
	timer_shutdown_sync(&belt_timer);
#endif
	free_page((unsigned long)belt);
}

module_init(belt_init);
module_exit(belt_exit);
MODULE_DESCRIPTION("A ring that a timer fills and a program empties");
MODULE_LICENSE("GPL");
