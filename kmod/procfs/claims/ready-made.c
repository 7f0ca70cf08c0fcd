// expect: all ok
// claim: The short forms exist in every edition: single, seq, net, data, symlink, subtree.
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <net/net_namespace.h>

static int show(struct seq_file *out, void *unused)
{
	seq_puts(out, "claim\n");
	return 0;
}

static const struct seq_operations operations;

static void __used make_entries(struct proc_dir_entry *folder)
{
	proc_create_single("single", 0444, folder, show);
	proc_create_single_data("single_data", 0444, folder, show, NULL);
	proc_create_seq("seq", 0444, folder, &operations);
	proc_create_seq_private("seq_private", 0444, folder, &operations, 16, NULL);
	proc_create_net_single("net_single", 0444, init_net.proc_net, show, NULL);
	proc_mkdir("folder", folder);
	proc_symlink("link", folder, "single");
	remove_proc_entry("single", folder);
	remove_proc_subtree("folder", folder);
	proc_remove(folder);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
