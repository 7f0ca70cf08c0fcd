// expect: all ok
// claim: The helpers that save the work of this chapter exist in every edition.
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static char kept[64];

static ssize_t __used give(char __user *to, size_t asked, loff_t *position)
{
	return simple_read_from_buffer(to, asked, position, kept, sizeof(kept));
}

static ssize_t __used take(const char __user *from, size_t asked, loff_t *position)
{
	return simple_write_to_buffer(kept, sizeof(kept), position, from, asked);
}

static int __used take_structure(const void __user *from, size_t usize)
{
	struct {
		u32 first;
		u32 added_later;
	} structure;

	return copy_struct_from_user(&structure, sizeof(structure), from, usize);
}

static int __used take_copies(u64 address, size_t count)
{
	char *block = memdup_user(u64_to_user_ptr(address), count);
	char *text;

	if (IS_ERR(block))
		return PTR_ERR(block);
	kfree(block);
	text = strndup_user(u64_to_user_ptr(address), 64);
	if (IS_ERR(text))
		return PTR_ERR(text);
	kfree(text);
	return 0;
}

static unsigned long __used wipe(char __user *to)
{
	return clear_user(to, 16);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
