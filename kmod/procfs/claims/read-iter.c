// expect: all ok
// claim: An entry can offer .proc_read_iter instead of .proc_read, so that splice and sendfile work.
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static const struct proc_ops __used operations = {
	.proc_read_iter	= seq_read_iter,
	.proc_lseek	= seq_lseek,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
