// expect: all ok
// claim: Ready-made parsers for what programs write: numbers, truth, one word of a list, equal lines.
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

static const char * const words[] = { "off", "on", "auto" };

static int __used parse(const char *text)
{
	unsigned int number;
	bool truth;
	u8 small;

	if (!kstrtouint(text, 0, &number) || !kstrtou8(text, 10, &small) ||
	    !kstrtobool(text, &truth) || sysfs_streq(text, "reset"))
		return 0;
	return sysfs_match_string(words, text);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
