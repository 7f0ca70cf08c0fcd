// Whose rights? A write that was put off to a thread of the kernel lends everyone those of root.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import type { Probe } from '../../../lib/probe.ts';

const folder = '/home/melody';
const path = `${folder}/outbox`;
const clean = `cd /; mkdir -p ${folder}; chmod 1777 ${folder}; rm -rf ${path}`;
const hint =
  'The file layer takes user, mask and limits from current. Whose are they where the file is opened?';

/** Runs a line as a user that is nobody in particular. */
function asUser(user: number, line: string, group?: number): string {
  const groups = group === undefined ? '--clear-groups' : `--groups=${group}`;
  return `setpriv --reuid=${user} --regid=${user} ${groups} bash -c '${line}'`;
}

/** What `line` says, and the file afterwards. */
async function after({ shell }: Probe, line: string) {
  const { output } = await shell(
    `${clean}; { ${line}; } 2>&1; echo ===; stat -c '%u %a %g' ${path}; cat ${path}; rm -f ${path}`,
  );
  const [said = '', rest = ''] = output.split('===\n');
  const [stat = '', file = ''] = rest.split('\n');
  const [owner = '', mode = '', group = ''] = stat.split(' ');
  return { said: said.trim(), owner, group, mode, file };
}

const saves = check({
  id: 'saves',
  says: 'Those who may write the file can do so by the device.',
  points: 1,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    const [first, second] = [
      random.word(random.integer(5, 30)),
      random.word(random.integer(5, 30)),
    ];
    const line = `printf %s ${first} > /dev/outbox; printf %s ${second} > /dev/outbox`;
    return { text: first + second, ...(await after(probe, line)) };
  },
  judge({ text, said, file }) {
    if (file === text) return pass;
    return fail('wrote twice as root', 'both texts in the file', said || 'something else');
  },
});

const othersFile = check({
  id: 'others-file',
  says: "A user cannot write root's file, and is told so.",
  points: 3,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    const kept = random.word(20);
    const user = random.integer(1000, 60_000);
    const write = asUser(user, `printf %s ${random.word(9)} > /dev/outbox`);
    const line = `umask 022; printf %s ${kept} > /dev/outbox; ${write}`;
    return { kept, ...(await after(probe, line)) };
  },
  judge({ kept, said, file }) {
    if (!file.startsWith(kept))
      return fail('wrote as root', 'the text in the file', said || 'something else');
    const did = "then wrote as a user, who may only read root's file";
    if (file !== kept) return fail(did, 'the file as it was', 'a file that was changed', hint);
    if (said.includes('/dev/outbox: Permission denied'))
      return fail(did, 'a device that is open to all', 'that the device cannot be opened');
    if (said.includes('Permission denied')) return pass;
    return fail(
      did,
      'EACCES',
      said || 'that it was written',
      'Return the error of filp_open as it is.',
    );
  },
});

const owner = check({
  id: 'owner',
  says: 'A new file belongs to the user who wrote it.',
  points: 2,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    const user = random.integer(1000, 60_000);
    const text = random.word(random.integer(5, 30));
    return { user, text, ...(await after(probe, asUser(user, `printf %s ${text} > /dev/outbox`))) };
  },
  judge({ user, text, said, owner: seen, group, file }) {
    const did = 'wrote as a user, in a folder in which everyone may make files';
    if (file !== text) return fail(did, 'the text in the file', said || 'another text', hint);
    if (seen === String(user) && group === String(user)) return pass;
    return fail(did, 'a file of that user', `a file of user ${seen} and group ${group}`, hint);
  },
});

const group = check({
  id: 'group',
  says: 'A user who may write the file as a member of its group can do so by the device.',
  points: 1,
  visible: false,
  async observe(probe) {
    const { random } = probe;
    const [user, members] = [random.integer(1000, 60_000), random.integer(1000, 60_000)];
    const [kept, text] = [random.word(12), random.word(12)];
    const write = asUser(user, `printf %s ${text} > /dev/outbox`, members);
    const line = `printf %s ${kept} > ${path}; chown 0:${members} ${path}; chmod 660 ${path}; ${write}`;
    return { text: kept + text, ...(await after(probe, line)) };
  },
  judge({ text, said, file }) {
    if (file === text) return pass;
    return fail(
      "wrote as a user, into root's file that the user's second group may write",
      'the text at the end of the file',
      said || 'something else in the file',
      'A user is more than a number: the groups count too.',
    );
  },
});

const mask = check({
  id: 'mask',
  says: 'The mode of a new file heeds the mask of whoever wrote it.',
  points: 1,
  visible: true,
  async observe(probe) {
    const chosen = probe.random.pick(['000', '007', '037', '070', '077']);
    const text = probe.random.word(8);
    const line = `(umask ${chosen}; printf %s ${text} > /dev/outbox)`;
    return { chosen, text, ...(await after(probe, line)) };
  },
  judge({ chosen, text, said, mode, file }) {
    const did = `wrote with the mask ${chosen}`;
    if (file !== text) return fail(did, 'the text in the file', said || 'another text');
    const expected = (0o666 & ~Number.parseInt(chosen, 8)).toString(8);
    if (mode === expected) return pass;
    return fail(
      did,
      'what the mask leaves of 0666',
      `the mode ${mode}`,
      'The mask is not a part of the credentials. It too belongs to current.',
    );
  },
});

const limit = check({
  id: 'limit',
  says: 'The limit on the size of files holds.',
  points: 1,
  visible: false,
  async observe(probe) {
    const { random } = probe;
    const kib = random.integer(1, 6);
    const text = random.word(kib * 1024 + random.integer(100, 900));
    const line = `(trap "" XFSZ; ulimit -f ${kib}; printf %s ${text} > /dev/outbox)`;
    const { file } = await after(probe, line);
    return { kib, right: text.startsWith(file), size: file.length };
  },
  judge({ kib, right, size }) {
    const did = `wrote more than ${kib} KiB with a limit of that much on the size of files`;
    if (right && size === kib * 1024) return pass;
    return fail(
      did,
      'as much of the text in the file as the limit allows',
      `${size} bytes in it`,
      'Limits are no part of the credentials. They belong to current.',
    );
  },
});

export const exercise = defineExercise({
  id: 'outbox',
  title: 'In whose name?',
  kind: 'repair',
  edits: 'module',
  version: 2,
  minutes: 15,
  file: 'outbox.c',
  others: [],
  interfaces: ['files'],
  checkTimeoutMs: 15_000,
  checks: [saves, othersFile, owner, mask, limit, group],
  device: '/dev/outbox',
  round: 'printf hello > /dev/outbox',
  broken: [
    { file: 'only-root.c', why: 'refuses everyone but root', fails: ['owner', 'group'] },
    {
      file: 'device-for-root.c',
      why: 'closes the device and leaves the thread',
      fails: ['others-file', 'owner', 'mask', 'limit', 'group'],
    },
    {
      file: 'lends-credentials.c',
      why: 'gives the thread the credentials and nothing else',
      fails: ['mask', 'limit'],
    },
    {
      file: 'asks-by-reading.c',
      why: 'tests whether the file can be read, and has the thread write',
      fails: ['others-file', 'owner', 'mask', 'limit'],
    },
    {
      file: 'root-in-the-call.c',
      why: 'puts on the rights of root in the call itself',
      fails: ['others-file', 'owner'],
    },
    { file: 'drops-the-error.c', why: 'says that all was written', fails: ['others-file'] },
    { file: 'mode-of-its-own.c', why: 'makes files of mode 0600', fails: ['mask'] },
    {
      file: 'nothing-written.c',
      why: 'refuses everyone',
      fails: ['saves', 'others-file', 'owner', 'mask', 'limit', 'group'],
    },
    {
      file: 'compares-owners.c',
      why: 'compares the owner of the file with the user, and forgets the groups',
      fails: ['group'],
    },
    {
      file: 'device-of-root.c',
      why: 'closes the device to everyone but root',
      fails: ['others-file', 'owner', 'group'],
    },
  ],
});
