// expect: all ok
// claim: seq_list_start() and its family walk a list; lists under RCU and hash lists have their own.
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static LIST_HEAD(list);
static HLIST_HEAD(hlist);

static void *__used walk(loff_t *position)
{
	void *at = seq_list_start(&list, *position);

	at = seq_list_next(at, &list, position);
	at = seq_list_start_head(&list, *position);
	at = seq_list_start_rcu(&list, *position);
	return seq_hlist_start(&hlist, *position);
}

static void __used write(struct seq_file *out)
{
	seq_puts(out, "text");
	seq_putc(out, '\n');
	seq_escape(out, "text", "\n\\");
	seq_put_decimal_ull(out, " ", 1);
	seq_write(out, "bytes", 5);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
