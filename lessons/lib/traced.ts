// What the kernel did during some calls, in order: functions of the kernel that were entered, seen by
// its own kprobes. Tells what no program can see from outside, such as whether a lock was held.
import type { Call, CallResult, Probe } from './probe.ts';

/** A function of the kernel to watch; `fetch` as in Documentation/trace/kprobetrace.rst. */
export type Watched = { event: string; function: string; fetch?: string };

export type Entered = {
  event: string;
  pid: number;
  /** What `fetch` brought, as the kernel prints it: `lock=waiting_lock+0x0/0x20 [waiting]`. */
  fetched: string;
};

const tracing = '/sys/kernel/tracing';

/** Does the calls; a function that this kernel doesn't have is not watched. */
export async function traced(
  { shell, calls }: Probe,
  watched: Watched[],
  list: Call[],
): Promise<{ results: CallResult[]; entered: Entered[] }> {
  const probes = watched.map(
    (each) =>
      `{ echo 'p:crossings/${each.event} ${each.function} ${each.fetch ?? ''}' >> kprobe_events; } 2>&-`,
  );
  await shell(
    [`cd ${tracing}`, ...probes, 'echo > trace', 'echo 1 > events/crossings/enable'].join('\n'),
  );
  const results = await calls(list);
  const { output } = await shell(
    [
      ...[`cd ${tracing}`, 'echo 0 > events/crossings/enable', 'printf "%s\\n" "$(<trace)"'],
      'echo > kprobe_events',
    ].join('\n'),
  );
  const line = /-(\d+) +\[\d+\] .*?: (\w+): \([^)]*\) ?(.*)$/gm;
  const entered = [...output.matchAll(line)].map(([, pid, event = '', fetched = '']) => ({
    ...{ event, fetched, pid: Number(pid) },
  }));
  return { results, entered };
}
