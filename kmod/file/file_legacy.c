/*
 * file_legacy.c - the same string as an article of about 2010 would write it,
 * for Linux 2.6.3x. It is here to be compiled, not to be loaded: the compiler
 * tells what the years have changed. The answers are in file.c.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/string.h>
#include <asm/uaccess.h>

/* region: init */
static char buf[] = "a string from the kernel\n";

static int __init write_init(void)
{
	struct file *filp;
	mm_segment_t old_fs;

	filp = filp_open("/home/melody/str_from_kernel",
			 O_RDWR | O_CREAT, 0644);
	if (filp == NULL) {
		printk("cannot open the file\n");
		return -1;
	}

	old_fs = get_fs();
	set_fs(get_ds());
	filp->f_op->write(filp, buf, strlen(buf), &filp->f_pos);
	set_fs(old_fs);

	filp_close(filp, NULL);
	return 0;
}
/* endregion: init */

static void __exit write_exit(void)
{
}

module_init(write_init);
module_exit(write_exit);
MODULE_LICENSE("GPL");
