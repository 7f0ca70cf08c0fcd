// The guest's kernel log as it comes; follows the end unless the reader scrolled up.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { messages } from '../messages.ts';
import { logTab, type Workspace } from './model.ts';

export function KernelLog({ workspace }: { workspace: Workspace }) {
  const box = useRef<HTMLPreElement>(null);
  const following = useRef<boolean>(true);
  const lines = workspace.log.value;
  const shown = workspace.tab.value === logTab;

  useLayoutEffect(() => {
    if (box.current && following.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, shown]);

  return (
    <pre
      class="kernel-log"
      ref={box}
      hidden={!shown}
      role="log"
      aria-label={messages.workspace.kernelLog}
      aria-live={shown ? 'polite' : 'off'}
      data-testid="kernel-log"
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        following.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      {lines.length === 0 ? (
        <span class="empty">{messages.workspace.logEmpty}</span>
      ) : (
        // A module may flood the log: lines that nobody looks at are not drawn.
        shown && lines.map((line, index) => <LogLine key={index} line={line} />)
      )}
    </pre>
  );
}

function LogLine({ line }: { line: string }) {
  const [, stamp = '', rest = line] = /^(?:<\d+>)?(\[\s*[\d.]+\]\s?)(.*)$/s.exec(line) ?? [];
  const loud = /BUG|Oops|WARNING|panic|Call Trace|RIP:|KASAN|UBSAN|KFENCE/.test(rest);
  return (
    <span class={loud ? 'log-line loud' : 'log-line'}>
      <span class="stamp">{stamp}</span>
      {rest}
      {'\n'}
    </span>
  );
}
