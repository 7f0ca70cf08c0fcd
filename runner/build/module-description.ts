// modpost writes a C text that describes the module, and puts strings of the module's own into it without
// quoting them: those of MODULE_DEVICE_TABLE, and names of symbols. One with a quote and a line end in it
// becomes code. What modpost itself writes has few shapes; any other line was smuggled in.

const shapes = new RegExp(
  `^(?:${[
    '',
    String.raw`#include <[\w/.-]+>`,
    '#define INCLUDE_VERMAGIC',
    String.raw`#ifdef CONFIG_\w+`,
    '#endif',
    String.raw`BUILD_\w+;`,
    String.raw`MODULE_(?:INFO|ALIAS)\((?:\w+, )?(?:"[^"\\]*"|KBUILD_MODNAME|VERMAGIC_STRING)\);`,
    '__visible struct module __this_module',
    String.raw`__(?:used )?_?_?section\("[.\w]+"\) = \{`,
    String.raw`\t\.\w+ = \w+,`,
    String.raw`(?:KSYMTAB_(?:FUNC|DATA)|SYMBOL_(?:CRC|FLAGS))\(\w+(?:, (?:0x[\da-f]+|"\w*"))*\);`,
    String.raw`static const (?:struct modversion_info|char|u32) ____version\w*\[\]`,
    String.raw`\t\{ 0x[\da-f]+, "\w+" \},`,
    String.raw`\t0x[\da-f]+,`,
    String.raw`\t"\w+\\0"`,
    String.raw`__used __section\("__version\w+"\) =(?: \{)?`,
    String.raw`\};`,
    ';',
  ].join('|')})$`,
);

/** Whether a description holds a line that modpost didn't write. */
export function hasForeignLine(description: string): boolean {
  return !description.split('\n').every((line) => shapes.test(line));
}

export const foreignLineMessage =
  'A string in the module becomes C code in its description: take quotes, backslashes, and line ends out of the names in its MODULE_DEVICE_TABLE and of its symbols.';
