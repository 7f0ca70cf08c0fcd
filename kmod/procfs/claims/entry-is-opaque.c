// expect: all error "invalid use of undefined type 'struct proc_dir_entry'"
// claim: Since 3.10 a module sees no members of struct proc_dir_entry, so none can be filled in.
#include <linux/module.h>
#include <linux/proc_fs.h>

static void __used fill_in(struct proc_dir_entry *entry)
{
	entry->read_proc = NULL;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
