// expect: 6.1 ok; 6.12 error "'no_llseek' undeclared"; newest error "'no_llseek' undeclared"
// claim: no_llseek went in 6.12: an operation that is left out means the same.
#include <linux/fs.h>
#include <linux/module.h>

static const struct file_operations __used operations = {
	.llseek = no_llseek,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
