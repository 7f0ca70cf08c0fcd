// expect: 6.1 ok; 6.12 ok; newest error "implicit declaration of function 'strncpy'"
// claim: strncpy() has gone from the newest edition.
#include <linux/module.h>
#include <linux/string.h>

static char kept[16];

static void __used keep(const char *text)
{
	strncpy(kept, text, sizeof(kept));
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
