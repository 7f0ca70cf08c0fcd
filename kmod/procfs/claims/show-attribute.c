// expect: all ok
// claim: DEFINE_PROC_SHOW_ATTRIBUTE() writes the open function and the struct proc_ops for a show function.
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static int claim_show(struct seq_file *out, void *unused)
{
	seq_puts(out, "claim\n");
	return 0;
}
DEFINE_PROC_SHOW_ATTRIBUTE(claim);

static bool __used make_entry(void)
{
	return proc_create("claim", 0444, NULL, &claim_proc_ops);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
