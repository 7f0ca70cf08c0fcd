// expect: 6.1 error "scoped_with_init_fs"; 6.12 error "scoped_with_init_fs"; newest ok
// claim: scoped_with_init_fs() is in the newest edition only.
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/module.h>

static struct file *__used open_from_a_kernel_thread(const char *path)
{
	struct file *file = ERR_PTR(-ENOENT);

	scoped_with_init_fs()
		file = filp_open(path, O_RDONLY, 0);
	return file;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
