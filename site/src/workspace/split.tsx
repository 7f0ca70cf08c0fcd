// The bar between two panes: by pointer, by arrow keys, remembered.
import { useSignal } from '@preact/signals';
import * as z from 'zod/mini';
import { keep, readKept } from '../storage.ts';

export type SplitProps = {
  label: string;
  /** Where the share is kept in this browser. */
  storageKey: string;
  /** `vertical` bars stand between left and right. */
  orientation: 'vertical' | 'horizontal';
  /** Share of the first pane, in per cent. */
  initial: number;
  least: number;
  most: number;
  /** The element that both panes fill. */
  container: () => HTMLElement | null;
  onChange: (share: number) => void;
};

export function Split(props: SplitProps) {
  const share = useSignal(readKept(props.storageKey, z.number()) ?? props.initial);

  const set = (value: number) => {
    share.value = Math.round(Math.min(props.most, Math.max(props.least, value)) * 10) / 10;
    keep(props.storageKey, share.value);
    props.onChange(share.value);
  };

  const drag = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const box = props.container()?.getBoundingClientRect();
    if (!box) return;
    set(
      props.orientation === 'vertical'
        ? ((event.clientX - box.left) / box.width) * 100
        : ((event.clientY - box.top) / box.height) * 100,
    );
  };

  const press = (event: KeyboardEvent) => {
    const [less, more] =
      props.orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const steps: Record<string, number> = {
      [less ?? '']: share.value - 2,
      [more ?? '']: share.value + 2,
      Home: props.least,
      End: props.most,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved; this is the ARIA window splitter.
    <div
      class={`split split-${props.orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={props.orientation}
      aria-valuenow={Math.round(share.value)}
      aria-valuemin={props.least}
      aria-valuemax={props.most}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onDblClick={() => set(props.initial)}
      onKeyDown={press}
    />
  );
}
