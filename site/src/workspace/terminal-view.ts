// The terminal itself: xterm, loaded when there is something to show or someone to type.
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { messages } from '../messages.ts';
import { onThemeChange, shownTheme } from '../theme.ts';
import { adoptStyles } from './adopt-styles.ts';
import type { Screen } from './terminal-feed.ts';
import { terminalThemes } from './terminal-theme.ts';

export type TerminalEvents = {
  input: (data: string) => void;
  resize: (columns: number, rows: number) => void;
  /** The plain text changed; told at most a few times a second, while someone wants it. */
  text: (text: string) => void;
};

export type TerminalView = Screen & {
  focus: () => void;
  fit: () => void;
  find: (text: string, backwards: boolean) => boolean;
  setScreenReader: (on: boolean) => void;
};

const transcriptLines = 400;

export async function createTerminal(
  parent: HTMLElement,
  events: TerminalEvents,
): Promise<TerminalView> {
  adoptStyles();
  const { fontFamily } = getComputedStyle(parent);
  // xterm measures a letter once, so the font must be there.
  await document.fonts.load(`13px ${fontFamily}`).catch(() => []);

  const terminal = new Terminal({
    fontFamily,
    fontSize: 13,
    lineHeight: 1.25,
    theme: terminalThemes[shownTheme()],
    minimumContrastRatio: 4.5,
    scrollback: 5000,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    cursorInactiveStyle: 'outline',
    tabStopWidth: 8,
    linkHandler: null,
    windowOptions: {},
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(
    new WebLinksAddon((_event, uri) => {
      if (/^https?:/.test(uri)) open(uri, '_blank', 'noopener,noreferrer');
    }),
  );
  refuseRequests(terminal);
  terminal.open(parent);
  terminal.textarea?.setAttribute('aria-label', messages.terminal.label);
  terminal.textarea?.setAttribute('data-testid', 'terminal-input');
  terminal.attachCustomKeyEventHandler(keyHandler(terminal));
  terminal.onData(events.input);
  terminal.onResize(({ cols, rows }) => events.resize(cols, rows));
  onThemeChange(() => {
    terminal.options.theme = terminalThemes[shownTheme()];
  });

  const fitNow = () => {
    if (parent.clientWidth < 40 || parent.clientHeight < 40) return;
    const size = fit.proposeDimensions();
    if (size) terminal.resize(Math.max(20, size.cols), Math.max(4, size.rows));
  };
  new ResizeObserver(fitNow).observe(parent);
  fitNow();

  let reading = 0;
  const tellText = () => {
    if (!terminal.options.screenReaderMode || reading) return;
    reading = window.setTimeout(() => {
      reading = 0;
      events.text(plainText(terminal));
    }, 300);
  };
  terminal.onWriteParsed(tellText);

  return {
    write: (bytes, drawn) => terminal.write(bytes, drawn),
    reset() {
      // In order with the bytes that are still waiting to be drawn.
      terminal.write('\x1bc');
      events.resize(terminal.cols, terminal.rows);
    },
    focus: () => terminal.focus(),
    fit: fitNow,
    find: (text, backwards) => (backwards ? search.findPrevious(text) : search.findNext(text)),
    setScreenReader(on) {
      terminal.options.screenReaderMode = on;
      tellText();
    },
  };
}

/**
 * A guest's bytes may draw and nothing else: no clipboard, no links behind other words, no title,
 * and no question that the terminal would answer as if the learner had typed. The server takes
 * them out as well.
 */
function refuseRequests({ parser }: Terminal): void {
  const swallow = () => true;
  for (const code of [0, 1, 2, 4, 8, 10, 11, 12, 52, 104, 110, 111, 112]) {
    parser.registerOscHandler(code, swallow);
  }
  for (const prefix of ['', '>', '=']) parser.registerCsiHandler({ prefix, final: 'c' }, swallow);
  for (const prefix of ['', '?']) {
    parser.registerCsiHandler({ prefix, final: 'n' }, swallow);
    parser.registerCsiHandler({ prefix, intermediates: '$', final: 'p' }, swallow);
  }
  parser.registerCsiHandler({ final: 't' }, swallow);
  parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow);
}

/** Copy and paste with Ctrl-Shift; Esc and then Tab moves the focus out. */
function keyHandler(terminal: Terminal): (event: KeyboardEvent) => boolean {
  let escaped = false;
  return (event) => {
    if (event.type !== 'keydown') return true;
    if (event.key === 'Tab' && escaped) {
      escaped = false;
      return false;
    }
    if (event.key !== 'Shift') escaped = event.key === 'Escape';
    if (!(event.ctrlKey && event.shiftKey)) return true;
    if (event.code === 'KeyC') {
      event.preventDefault();
      void navigator.clipboard.writeText(terminal.getSelection()).catch(() => {});
      return false;
    }
    // The browser's own paste event follows, and xterm takes it.
    return event.code !== 'KeyV';
  };
}

function plainText(terminal: Terminal): string {
  const buffer = terminal.buffer.active;
  const lines: string[] = [];
  for (let row = Math.max(0, buffer.length - transcriptLines); row < buffer.length; row += 1) {
    const line = buffer.getLine(row);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return lines.join('\n').trimEnd();
}
