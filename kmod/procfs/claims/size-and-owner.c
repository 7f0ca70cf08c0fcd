// expect: all ok
// claim: proc_set_size() and proc_set_user() give an entry a size and another owner.
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/uidgid.h>

static void __used adorn(struct proc_dir_entry *entry)
{
	proc_set_size(entry, 4096);
	proc_set_user(entry, GLOBAL_ROOT_UID, GLOBAL_ROOT_GID);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
