// The text of a new exercise's files. They build and load, and check one thing, so that an author
// goes on from something that works.

/** File names and texts; the module registers `/dev/<id>`. */
export function scaffold(way: string, id: string, client: boolean): Record<string, string> {
  const name = id.replaceAll('-', '_');
  const module = moduleText(name, !client);
  return {
    'exercise.ts': exerciseText({ way, id, name, client }),
    'task.md': `\`/dev/${name}\` … What is to be done, with names, sizes and errors.\n`,
    'hints.md': '## Where to look\n\n…\n\n## Nearly how\n\n…\n',
    ...(client
      ? { 'solution.ts': clientText(name), [`${name}.c`]: module }
      : { 'solution.c': module }),
  };
}

function moduleText(name: string, todo: boolean): string {
  const upper = name.toUpperCase();
  const region = (line: string, starter: string): string =>
    todo
      ? `\t/* todo: give the program the number */\n${line}\n\t/* starter: ${starter} */\n\t/* endtodo */`
      : line;
  return `// SPDX-License-Identifier: GPL-2.0
/*
 * ${name}.c - a read of /dev/${name} gives back the number that was written last.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#define ${upper}_SIZE sizeof(u64)

static u64 ${name}_number;

static ssize_t ${name}_read(struct file *file, char __user *buf, size_t count,
\t\t\t loff_t *ppos)
{
\tu64 number = READ_ONCE(${name}_number);

${region(`\treturn simple_read_from_buffer(buf, count, ppos, &number, ${upper}_SIZE);`, 'return number ? 0 : -ENODATA;')}
}

static ssize_t ${name}_write(struct file *file, const char __user *buf,
\t\t\t  size_t count, loff_t *ppos)
{
\tu64 number;

\tif (count != ${upper}_SIZE)
\t\treturn -EINVAL;
\tif (copy_from_user(&number, buf, ${upper}_SIZE))
\t\treturn -EFAULT;
\tWRITE_ONCE(${name}_number, number);
\treturn count;
}

static const struct file_operations ${name}_operations = {
\t.owner = THIS_MODULE,
\t.read = ${name}_read,
\t.write = ${name}_write,
};

static struct miscdevice ${name}_device = {
\t.minor = MISC_DYNAMIC_MINOR,
\t.name = "${name}",
\t.fops = &${name}_operations,
\t.mode = 0666,
};

module_misc_device(${name}_device);
MODULE_DESCRIPTION("Gives back the number that was written last");
MODULE_LICENSE("GPL");
`;
}

function clientText(name: string): string {
  return `// Writes the number given as the first argument to /dev/${name} and prints what comes back.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const number = Buffer.alloc(8);
number.writeBigUInt64LE(BigInt(process.argv[2] ?? '0'));
const device = openSync('/dev/${name}', 'r+');
// todo: write the number, read it back, and print it in decimal
writeSync(device, number, 0, 8, null);
readSync(device, number, 0, 8, 0);
console.log(String(number.readBigUInt64LE()));
// starter: console.log('nothing yet');
// endtodo
closeSync(device);
`;
}

type Names = { way: string; id: string; name: string; client: boolean };

function exerciseText({ way, id, name, client }: Names): string {
  const observe = client
    ? `  async observe({ random, client }) {
    const number = random.integer(1, 1_000_000);
    const { code, output } = await client([String(number)]);
    return { number, code, output };
  },
  judge({ number, code, output }) {
    const did = 'ran the client with a number';
    if (code !== 0) return fail(did, 'an end with code 0', \`code \${code}\`);
    if (output.trim() === String(number)) return pass;
    return fail(did, 'the number', 'something else', 'What does read() put into the buffer?');
  },`
    : `  async observe({ random, calls }) {
    const bytes = random.bytes(8);
    const results = await calls([
      open('/dev/${name}', O.RDWR),
      { call: 'write', arguments: [{ result: 'file' }, { bytes }, 8] },
      seek(0),
      read(8),
    ]);
    return { bytes, got: results[3]?.value ?? -1, memory: results[3]?.memory[0] ?? '' };
  },
  judge({ bytes, got, memory }) {
    const did = 'wrote a number and read it back';
    if (got !== 8) return fail(did, 'eight bytes', \`read returned \${got}\`);
    return memory === bytes ? pass : fail(did, 'the same number', 'another number');
  },`;
  const imports = client ? '' : "import { O, open, read, seek } from '../../../lib/probe.ts';\n";
  return `// … The one thing that this exercise teaches.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
${imports}
const roundTrip = check({
  id: 'round-trip',
  says: 'The number that was written comes back.',
  points: 3,
  visible: true,
${observe}
});

export const exercise = defineExercise({
  id: '${id}',
  title: '…',
  kind: 'write',
  edits: '${client ? 'client' : 'module'}',
  version: 1,
  minutes: 20,
  file: '${client ? 'client.ts' : `${name}.c`}',
  others: [${client ? `'lessons/${way}/exercises/${id}/${name}.c'` : ''}],${client ? '' : "\n  interfaces: ['device'],"}
  checkTimeoutMs: 15_000,
  checks: [roundTrip],
  device: ${client ? 'null' : `'/dev/${name}'`},
  round: ${client ? 'null' : `'printf 12345678 > /dev/${name}; read -r -N 8 line < /dev/${name}'`},
  broken: [],
});
`;
}
