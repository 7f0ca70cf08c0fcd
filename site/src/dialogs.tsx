// The two dialogs of every page: help with the keys, and the search.
import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import { singleKeysOn, switchSingleKeys } from './keys.ts';
import { messages } from './messages.ts';
import { MyWork } from './my-work.tsx';
import type { Found } from './search-index.ts';

export function openHelp(): void {
  show('help-dialog', <Help />);
}

/** Draws `content` into the page's dialog of this id and opens it. */
export function show(id: string, content: preact.ComponentChild): void {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  render(content, dialog);
  dialog.showModal();
}

export function DialogHead({ id, title, close }: { id: string; title: string; close: string }) {
  return (
    <form method="dialog" class="dialog-head">
      <h2 id={id}>{title}</h2>
      <button type="submit" class="quiet" aria-label={close}>
        <span aria-hidden="true">✕</span>
      </button>
    </form>
  );
}

const text = messages.help;
const groups: readonly [string, readonly [string, string][]][] = [
  [
    text.everywhere,
    [
      ['Ctrl K', text.keys.search],
      ['Ctrl Enter', text.keys.run],
      ['Ctrl Shift Enter', text.keys.check],
      ['Ctrl S', text.keys.save],
    ],
  ],
  [
    text.singleKeys,
    [
      ['?', text.keys.help],
      ['/', text.keys.search],
      ['[', text.keys.previous],
      [']', text.keys.next],
    ],
  ],
  [
    text.editor,
    [
      ['Esc Tab', text.keys.leaveEditor],
      ['Ctrl F', text.keys.find],
    ],
  ],
  [
    text.terminal,
    [
      ['Esc Tab', text.keys.leaveTerminal],
      ['Ctrl Shift C', text.keys.copy],
      ['Ctrl Shift V', text.keys.paste],
      ['Ctrl C D Z W R', text.keys.interrupt],
    ],
  ],
];

function Help() {
  const single = useSignal(singleKeysOn());
  return (
    <>
      <DialogHead id="help-title" title={text.title} close={text.close} />
      <div class="help-groups">
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([chord, meaning]) => (
                <div key={chord}>
                  <dt>
                    {chord.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={single.value}
          aria-checked={single.value}
          onChange={(event) => {
            single.value = event.currentTarget.checked;
            switchSingleKeys(single.value);
          }}
        />
        {text.single}
      </label>
      <MyWork />
    </>
  );
}

function closeSearch(): void {
  (document.getElementById('search-dialog') as HTMLDialogElement).close();
}

/** The search dialog's inside; `find` answers for what is typed. */
export function SearchBox({ find }: { find: (words: string) => Promise<readonly Found[]> }) {
  const words = messages.search;
  const found = useSignal<readonly Found[]>([]);
  const asked = useSignal('');
  /** What `found` is the answer to; the index may be on its way. */
  const answered = useSignal('');
  const failed = useSignal(false);
  const input = useRef<HTMLInputElement>(null);

  const ask = async (query: string) => {
    asked.value = query.trim();
    try {
      const result = await find(asked.value);
      if (asked.value !== query.trim()) return;
      found.value = result;
      answered.value = asked.value;
    } catch {
      failed.value = true;
    }
  };
  const goToFirst = async (query: string) => {
    await ask(query);
    const [first] = found.value;
    if (!first || answered.value !== query.trim()) return;
    closeSearch();
    location.assign(first.url);
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const links = [...document.querySelectorAll<HTMLElement>('#search-dialog .found a')];
    const at = links.indexOf(document.activeElement as HTMLElement) + step;
    (at < 0 ? input.current : links[Math.min(at, links.length - 1)])?.focus();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the field and its results.
    <div onKeyDown={move}>
      <DialogHead id="search-title" title={words.title} close={words.close} />
      <input
        ref={input}
        type="search"
        class="search-field"
        aria-label={words.title}
        placeholder={words.placeholder}
        data-testid="search-field"
        onInput={(event) => void ask(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void goToFirst(event.currentTarget.value);
        }}
      />
      <p class="search-count" role="status">
        {failed.value ? words.failed : ''}
        {!failed.value && asked.value !== '' && asked.value === answered.value
          ? found.value.length > 0
            ? words.count(found.value.length)
            : words.none
          : ''}
      </p>
      <ul class="found">
        {found.value.map(({ url, lesson, heading, excerpt }) => (
          <li key={url}>
            <a href={url} onClick={closeSearch}>
              <span class="found-lesson">{lesson}</span>
              <span class="found-heading">{heading}</span>
              <span class="found-excerpt">{excerpt}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
