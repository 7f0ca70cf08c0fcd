// Every word of the page's own interface, in one catalogue; a translation is another such object.
import type { AttemptSummary, Standing } from '../../runner/check-protocol.ts';
import type { GuestState, ShownReport } from '../../runner/protocol.ts';

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** A time of today by the clock alone. */
function when(at: number): string {
  const today = new Date(at).toDateString() === new Date().toDateString();
  return (today ? time : moment).format(at);
}

export const messages = {
  language: 'en',
  site: 'Crossings',
  tagline: 'How Linux kernel space and user space talk to each other',
  skipToText: 'Skip to the text',
  skipToWorkspace: 'Skip to the workspace',
  chapter: (number: number) => `Chapter ${number}`,
  minutes: (count: number) => `about ${count} min`,
  onThisPage: 'On this page',
  lessons: 'Lessons',
  previousLesson: 'Previous lesson',
  nextLesson: 'Next lesson',
  allLessons: 'All lessons',
  linkTo: (heading: string) => `Link to “${heading}”`,
  table: 'Table',
  figureInWords: 'The figure in words',
  sketch: 'Sketch',
  recorded: 'Terminal, recorded',
  recordedCompiler: 'Compiler, recorded',
  recordedOutput: 'Recorded terminal output',
  lines: ', lines ',
  linesOf: (file: string, first: number, last: number) => `${file}, lines ${first} to ${last}`,
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not allow copying',
  linkCopied: 'Link copied',
  theCommands: ' the commands',
  run: 'Run',
  runCommand: 'run',
  inTheTerminal: (command: string) => ` ${command} in the terminal`,
  question: 'Question',
  questionSeveral: 'Question: choose all that hold',
  right: 'Right.',
  wrong: 'Not so.',
  check: 'Check',
  again: 'Try again',
  allRight: 'Yes.',
  notAllRight: 'Not yet.',
  filesOfLesson: 'The files of this lesson',
  footnotes: 'Footnotes',

  compare: {
    title: 'How long a payload takes by each way',
    description:
      'A row for each way and a panel for each size of payload; time runs to the right on a logarithmic scale. A bar spans the middle half of all crossings, the line across it is the median. The same figures stand in the table below.',
    asTable: 'The figures as a table',
    inAll: 'In all the others',
    size: (bytes: number) => (bytes < 1024 ? `${bytes} bytes` : `${bytes / 1024} KB`),
    time: (us: number) => {
      if (us >= 1e6) return `${us / 1e6} s`;
      if (us >= 1000) return `${us / 1000} ms`;
      return us >= 1 ? `${us} µs` : `${Math.round(us * 1000)} ns`;
    },
    span: (us: number) => {
      const [value, unit] = us >= 1000 ? [us / 1000, 'ms'] : [us, 'µs'];
      const digits = value < 1 ? 2 : value < 100 ? 1 : 0;
      return `${value.toFixed(digits)} ${unit}`;
    },
    number: (us: number) => (us < 10 ? us.toFixed(2) : us.toFixed(1)),
    impossible: 'not possible',
    recorded: ({ kernel, processor }: { kernel: string; processor: string }) =>
      `Recorded: Linux ${kernel} on ${processor}`,
    own: ({ kernel, processor }: { kernel: string; processor: string }) =>
      `Your last Run: Linux ${kernel} on ${processor}`,
    ownMissing: 'Yours: press Run, and they appear here',
    drawn: 'Your measurements are in the figure.',
    way: 'Way',
    call: 'Call',
    recordedMedian: 'Recorded, µs',
    ownMedian: 'Yours, µs',
    middleHalf: 'middle half',
  },

  notFound: {
    title: 'There is no such page',
    text: 'The address leads nowhere in this course. Its lessons are listed on the first page.',
    link: 'To the first page',
  },

  home: {
    question: 'One processor, two worlds. How does anything get across?',
    introduction:
      'A process cannot touch the kernel’s memory, and the kernel must not trust a process’s pointers. Still, every read, every signal and every mapped page crosses between them. This course takes the ways across one by one. Beside each text stands a terminal: the module you read is compiled from the source in front of you, loaded into a real kernel, and talked to by a TypeScript program you can change.',
    userSpace: 'user space',
    kernel: 'kernel',
    continueWith: 'Continue',
    start: 'Begin',
    finished: 'read to the end',
    begun: (percent: number) => `${percent} % read`,
    exercises: (count: number) => (count === 1 ? '1 exercise' : `${count} exercises`),
    passedOf: (passed: number, count: number) =>
      `${passed} of ${count} ${count === 1 ? 'exercise' : 'exercises'} passed`,
  },

  exercise: {
    eyebrow: 'Exercise',
    title: 'Exercises',
    ofLesson: 'Exercises of this lesson',
    previous: 'Previous exercise',
    next: 'Next exercise',
    toLesson: 'Back to the lesson',
    files: 'The files of this exercise',
    kind: { write: 'write', mend: 'mend', port: 'port to today', repair: 'make safe' },
    points: (count: number) => (count === 1 ? '1 point' : `${count} points`),
    checked: 'What is checked',
    hiddenCount: (count: number) =>
      count === 1
        ? 'and one more that is not told before it fails'
        : `and ${count} more that are not told before they fail`,
    alwaysCount: (count: number) => `and ${count} things that every module has to stand`,
    always: {
      'always-pointers': 'Bad pointers and strange sizes are refused and do no harm.',
      'always-untouched': 'Memory that the program has not touched yet is as good as any other.',
      'always-stress': 'It survives 4 processes that use it at once.',
      'always-leak': '100 uses leave no memory behind.',
      'always-reload': 'It loads and unloads twice.',
      'always-log': 'The kernel finds nothing to complain of.',
    },
    hints: 'Hints',
    hintsNote:
      'One step after the other. Which were open is kept with your attempts; it costs nothing.',
    step: (step: number, of: number) => `${step} of ${of}`,
    standing: {
      new: 'not begun',
      tried: 'tried',
      passed: 'passed',
      'given-up': 'solution seen',
    } satisfies Record<Standing, string>,

    check: 'Check',
    checkHint: 'Check (Ctrl+Shift+Enter)',
    checking: 'Checking',
    tab: 'Checks',
    idle: 'Check tries your file in a fresh guest. What it finds comes here.',
    begun: 'The Check has begun.',
    going: (done: number, of: number) => `${done} of ${of} checks done`,
    outcome: {
      passed: 'Passed.',
      failed: 'Not passed yet.',
      'did-not-build': 'It did not compile, so nothing could be tried.',
      flagged: 'Flagged: no score yet.',
      'runner-error': 'The runner failed; this is not your fault and costs no attempt.',
    } satisfies Record<ShownReport['outcome'], string>,
    score: (awarded: number, points: number) =>
      `${awarded} of ${points} ${points === 1 ? 'point' : 'points'}`,
    stopped: 'The Check was stopped; it counts for nothing.',
    lost: 'The connection was lost. The Check goes on at the server.',
    tryAgain: 'Try again',
    results: 'Results',
    hidden: 'A hidden check',
    passedMark: 'Passed:',
    failedMark: 'Failed:',
    did: 'Done',
    expected: 'Expected',
    seen: 'Seen',
    hint: 'Hint',
    attempts: 'Attempts',
    attempt: (number: number) => `Attempt ${number}`,
    noAttempts: 'None yet.',
    attemptOutcome: {
      passed: 'passed',
      failed: 'failed',
      'did-not-build': 'did not compile',
      flagged: 'flagged',
    } satisfies Record<AttemptSummary['outcome'], string>,
    flagged:
      'Something in your file is unusual for this exercise. In a class, the instructor decides.',
    flags: 'Flags',
    attemptHints: (count: number) => (count === 1 ? '1 hint open' : `${count} hints open`),
    showAttempt: 'Show',
    shownAttempt: (number: number) => `What attempt ${number} found`,
    putBack: 'Put this text into the editor',
    putBackDone: (number: number) => `The editor has the text of attempt ${number}.`,
    at: (at: number) => moment.format(at),
    solution: 'Solution',
    showSolution: 'Show the solution',
    giveUp: 'Give up and show the solution',
    giveUpSure: 'The solution is shown, and that you asked for it is kept. You can still pass.',
    giveUpYes: 'Yes, show it',
    giveUpNo: 'No, I go on',
    solutionOf: (file: string) => `Solution of ${file}`,
    readOnly: 'read only',
  },

  theme: {
    label: 'Theme',
    auto: 'Theme: as the system. Change to light',
    light: 'Theme: light. Change to dark',
    dark: 'Theme: dark. Change to the system’s',
  },

  search: {
    open: 'Search',
    title: 'Search the course',
    placeholder: 'A word or two',
    none: 'Nothing found',
    count: (count: number) => (count === 1 ? '1 place' : `${count} places`),
    failed: 'The search index could not be loaded.',
    close: 'Close',
  },

  help: {
    open: 'Help and keys',
    title: 'Keys',
    close: 'Close',
    singleKeys: 'Single keys outside of fields',
    single: 'Single keys work',
    everywhere: 'Everywhere',
    editor: 'In the editor',
    terminal: 'In the terminal',
    keys: {
      help: 'this help',
      search: 'search',
      previous: 'previous lesson',
      next: 'next lesson',
      run: 'build, load and run in a fresh guest',
      check: 'check the exercise',
      save: 'keep the files now',
      find: 'find in the file',
      leaveEditor: 'leave the editor',
      leaveTerminal: 'leave the terminal',
      copy: 'copy',
      paste: 'paste',
      interrupt: 'go to the guest',
    },
    work: {
      title: 'Your work',
      explained:
        'The server keeps your files, attempts and the hints you took; this browser keeps drafts, answers, your place and settings.',
      copy: 'Save a copy',
      copied: 'The copy is among your downloads.',
      erase: 'Erase all of it…',
      eraseReally: 'Erase all of it for good',
      keepIt: 'Keep it',
      erased: 'Erased. Reload the page to start afresh.',
      failed:
        'The server does not answer; nothing was changed. Look whether it runs, and try again.',
    },
  },

  workspace: {
    label: 'Workspace',
    files: 'Files and kernel log',
    kernelLog: 'Kernel log',
    newLines: (count: number) => `${count} new`,
    logEmpty: 'The guest’s kernel has said nothing yet. What your module prints comes here.',
    changed: 'changed',
    resizeText: 'Width of the text',
    resizeTerminal: 'Height of the terminal',
    editorLabel: (file: string) => `Source of ${file}`,
    fixedLabel: (file: string) => `Source of ${file}, read only`,
    edition: 'Kernel',
    editionNotMade: 'made at first use',
    newest: 'newest',
    run: 'Run',
    runHint: 'Run (Ctrl+Enter)',
    running: 'Running',
    stop: 'Stop',
    original: 'Original',
    originalHint: 'Put back the text that this file had at first',
    restored: (file: string) => `${file} is as it was at first.`,
    undo: 'Undo',
    diagnostics: 'What the compiler says',
    goToLine: (file: string, line: number) => `${file}:${line}`,
    dismiss: 'Close',
  },

  draft: {
    original: 'Unchanged',
    unsaved: 'Not saved yet',
    saving: 'Saving…',
    saved: (at: number) => `Saved ${when(at)}`,
    local: 'Kept in this browser only',
    asking: 'Not saved: choose a version',
    taken: 'This page now shows your latest saved version.',
    takenOriginal: 'Your saved work was reset or erased; this page shows the original again.',
    failed: 'Cannot be kept: this browser’s storage is full or closed',
  },

  versions: {
    label: 'Two versions of your work',
    savedElsewhere: (at: number) =>
      `Another tab or browser saved a different version (${when(at)}). Nothing has been replaced: choose the one to keep for each file.`,
    resetElsewhere:
      'Your saved work here was reset or erased in another tab or browser. Your text is still on this page: choose what to keep for each file.',
    leftBehind: (at: number) =>
      `A tab you closed left text that was never saved (${when(at)}). Choose the one to keep for each file.`,
    mine: 'this page',
    saved: { title: 'saved elsewhere', use: 'Use the saved one' },
    original: { title: 'the original', use: 'Use the original' },
    left: { title: 'from the closed tab', use: 'Use the other one' },
    keepMine: 'Keep mine',
    copyMine: 'Copy mine',
    downloadMine: 'Download mine',
    chosen: {
      mine: (file: string) => `${file}: kept the text on this page.`,
      other: (file: string) =>
        `${file}: now the other version. Undo in the editor brings yours back.`,
    },
    differences: (file: string) => `Differences in ${file}`,
    unchanged: (count: number) =>
      count === 1 ? '⋯ 1 unchanged line' : `⋯ ${count} unchanged lines`,
  },

  terminal: {
    label: 'Terminal of the guest',
    reset: 'New shell',
    resetHint: 'A fresh guest with a shell and no module',
    find: 'Find',
    findNext: 'Next',
    findPrevious: 'Previous',
    findLabel: 'Find in the terminal',
    noMatch: 'not found',
    screenReader: 'Screen reader mode',
    transcript: 'Terminal as plain text',
    wayOut: 'Esc, then Tab leaves the terminal',
    idle: 'Run builds the module, starts a guest, loads it and runs the client here.',
    needsGuest: 'There is no guest yet: running the lesson first.',
    busy: 'A Run is going on; type the command when it has ended.',
    loadFailed: 'The terminal could not be loaded. Reload the page.',
  },

  status: {
    connecting: 'Connecting…',
    lost: 'Connection lost. Trying again.',
    lostFor: (seconds: number) => `Connection lost. Trying again in ${seconds} s.`,
    takenOver: 'This chapter is open in another tab, which has the guest now.',
    takeBack: 'Use it here',
    retry: 'Try now',
    noServer: 'No runner behind this page. Everything can be read, nothing can be run.',
    guest: {
      none: 'No guest running',
      queued: 'Waiting for a free guest',
      starting: 'Guest is starting',
      running: 'The shell is starting',
      ready: 'The machine is ready',
      dead: 'The guest is gone',
    } satisfies Record<GuestState, string>,
    building: 'Compiling',
    built: (ms: number) => `Compiled in ${Math.round(ms)} ms`,
    loaded: (module: string, client: boolean) =>
      client ? `${module} is loaded; the client runs` : `${module} is loaded`,
    kvm: 'KVM',
    tcg: 'TCG',
    kvmTitle: 'The guest runs on the processor’s own virtualisation',
    tcgTitle: 'The guest is emulated: this machine has no usable hardware virtualisation',
    progress: (what: string, percent: number | null) =>
      percent === null ? what : `${what} (${Math.round(percent)} %)`,
  },

  outcome: {
    passed: {
      both: 'Run passed: the module loaded, and the client exited with code 0.',
      module: 'Run passed: the module loaded.',
      client: 'Run passed: the client exited with code 0.',
    },
    failedLoad: 'The kernel did not take the module.',
    failedClient: 'The client did not end well.',
    failedShell: 'A command failed.',
    failedKernel: 'Everything ran, but the kernel complained.',
    didNotBuild: 'The module did not compile.',
    crash: {
      oops: 'The kernel oopsed: it did something wrong itself, and stopped.',
      panic: 'The kernel panicked and stopped.',
      warn: 'The kernel met something that must not happen (a WARN), and stopped.',
      lockup: 'The kernel was stuck: one piece of code never gave the processor back.',
      hang: 'The guest stopped answering.',
      reboot: 'The guest rebooted.',
      tampered: "The virtual machine was stopped: it wrote where only the runner's agent writes.",
      device: 'The virtual machine was stopped: its emulator could not keep up with its devices.',
      emulator: 'The emulator itself ended.',
    },
    crashAt: 'It happened at',
    changedSince: 'changed since',
    timedOut: 'It took too long and was stopped.',
    runnerError: 'The runner failed; this is not your fault.',
  },
} as const;
