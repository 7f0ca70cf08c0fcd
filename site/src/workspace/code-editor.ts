// The editor for the learner's files: CodeMirror, loaded when the reader first needs it.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completeAnyWord,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { cpp } from '@codemirror/lang-cpp';
import { javascript } from '@codemirror/lang-javascript';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import {
  EditorSelection,
  EditorState,
  type Extension,
  type StateEffect,
  type Text,
  type TransactionSpec,
} from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tagHighlighter, tags } from '@lezer/highlight';
import type { Diagnostic, SourceFile } from '../../../runner/protocol.ts';
import { messages } from '../messages.ts';
import { adoptStyles } from './adopt-styles.ts';

export type CodeEditor = {
  /** Shows a file; `lines` are brought into view, and selected for `go`. */
  open: (name: string, lines?: { first: number; last: number; how: 'look' | 'go' }) => void;
  /** Puts other texts in the place of the learner's, as steps that can be undone. */
  replace: (files: readonly SourceFile[]) => void;
  mark: (diagnostics: readonly Diagnostic[]) => void;
  focus: () => void;
};

export type EditorEvents = {
  change: (name: string, text: string) => void;
  run: () => void;
  check: () => void;
  save: () => void;
  /** Names of files that take no keys. */
  fixed?: ReadonlySet<string>;
  /** What the editor is called for a file. */
  label?: (name: string) => string;
};

/** The same classes as the highlighting at build time, so that both look alike. */
const colours = tagHighlighter([
  { tag: [tags.comment], class: 't-comment' },
  { tag: [tags.string, tags.special(tags.string)], class: 't-string' },
  { tag: tags.escape, class: 't-escape' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], class: 't-number' },
  { tag: [tags.keyword, tags.modifier, tags.self], class: 't-keyword' },
  { tag: [tags.typeName, tags.standard(tags.typeName), tags.className], class: 't-type' },
  { tag: [tags.processingInstruction, tags.meta, tags.macroName], class: 't-macro' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    class: 't-function',
  },
]);

export function createEditor(
  parent: HTMLElement,
  files: readonly SourceFile[],
  events: EditorEvents,
): CodeEditor {
  adoptStyles();
  let current = files[0]?.name ?? '';
  /** True while a text is put in from outside, which is no change of the learner's. */
  let replacing = false;

  const extensions = (name: string): Extension => [
    lineNumbers(),
    lintGutter(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ activateOnTyping: false, override: [completeAnyWord] }),
    highlightActiveLine(),
    highlightSelectionMatches(),
    syntaxHighlighting(colours),
    name.endsWith('.ts')
      ? [javascript({ typescript: true }), indentUnit.of('  ')]
      : [cpp(), indentUnit.of('\t')],
    EditorState.tabSize.of(name.endsWith('.ts') ? 2 : 8),
    EditorView.contentAttributes.of({
      'aria-label': labelOf(name, events),
      ...(events.fixed?.has(name) ? { 'aria-readonly': 'true' } : {}),
      tabindex: '0',
      'data-testid': 'editor',
      'data-file': name,
      spellcheck: 'false',
      autocapitalize: 'off',
    }),
    EditorState.readOnly.of(events.fixed?.has(name) ?? false),
    keymap.of([
      { key: 'Mod-Shift-Enter', run: () => done(events.check) },
      { key: 'Mod-Enter', run: () => done(events.run) },
      { key: 'Mod-s', run: () => done(events.save) },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !replacing) events.change(name, update.state.doc.toString());
    }),
  ];

  const states = new Map(
    files.map(({ name, text }) => [
      name,
      EditorState.create({ doc: text, extensions: extensions(name) }),
    ]),
  );
  const first = states.get(current);
  const view = new EditorView({ parent, ...(first ? { state: first } : {}) });

  /** Where each file was scrolled to when it was left. */
  const places = new Map<string, StateEffect<unknown>>();

  /** Changes a file whether it is shown or not. */
  function update(name: string, change: (state: EditorState) => TransactionSpec): void {
    const state = name === current ? view.state : states.get(name);
    if (!state) return;
    if (name === current) view.dispatch(change(state));
    else states.set(name, state.update(change(state)).state);
  }

  return {
    open(name, lines) {
      if (name !== current) {
        const state = states.get(name);
        if (!state) return;
        states.set(current, view.state);
        places.set(current, view.scrollSnapshot());
        current = name;
        view.setState(state);
        const place = places.get(name);
        if (place) view.dispatch({ effects: place });
      }
      if (lines) {
        const { doc } = view.state;
        const from = doc.line(clamp(lines.first, doc.lines)).from;
        const to = doc.line(clamp(lines.last, doc.lines)).to;
        view.dispatch({
          ...(lines.how === 'go' ? { selection: EditorSelection.range(to, from) } : {}),
          effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 48 }),
        });
      }
    },
    replace(replaced) {
      replacing = true;
      for (const { name, text } of replaced) {
        update(name, ({ doc }) =>
          doc.toString() === text ? {} : { changes: { from: 0, to: doc.length, insert: text } },
        );
      }
      replacing = false;
    },
    mark(diagnostics) {
      for (const name of states.keys()) {
        update(name, (state) => {
          const own = diagnostics.filter(({ file, line }) => file === name && line > 0);
          return setDiagnostics(
            state,
            own.map((diagnostic) => ({
              ...span(state.doc, diagnostic),
              severity: diagnostic.severity === 'note' ? 'info' : diagnostic.severity,
              message: diagnostic.message,
            })),
          );
        });
      }
    },
    focus: () => view.focus(),
  };
}

function labelOf(name: string, { fixed, label }: EditorEvents): string {
  if (label) return label(name);
  const { fixedLabel, editorLabel } = messages.workspace;
  return fixed?.has(name) ? fixedLabel(name) : editorLabel(name);
}

/** CodeMirror wants to know that a key was taken. */
const done = (act: () => void): true => {
  act();
  return true;
};

const clamp = (line: number, lines: number) => Math.min(Math.max(1, line), lines);

/** The word at a diagnostic's place, or its whole line where the column is unknown. */
function span(doc: Text, { line, column }: Diagnostic): { from: number; to: number } {
  const { from, to, text } = doc.line(clamp(line, doc.lines));
  if (column < 1 || column > text.length) {
    const indent = text.length - text.trimStart().length;
    return { from: from + indent, to };
  }
  const word = /^\w+/.exec(text.slice(column - 1))?.[0].length ?? 1;
  return { from: from + column - 1, to: Math.min(to, from + column - 1 + word) };
}
