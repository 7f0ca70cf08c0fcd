// The one line that says how the workspace is: connection first, then work under way, then guest.
import type { GuestState } from '../../../runner/protocol.ts';
import { messages } from '../messages.ts';
import type { Workspace } from './model.ts';

export type Status = {
  tone: 'off' | 'busy' | 'ready' | 'bad';
  text: string;
  /** A repair that the learner can ask for. */
  action: 'retry' | 'take-back' | null;
};

export function statusOf(workspace: Workspace): Status {
  const text = messages.status;
  const connection = workspace.connection.value;
  switch (connection.kind) {
    case 'connecting':
      // A server that is still getting ready tells how far it is before it says hello.
      if (workspace.progress.value) return guestStatus(workspace);
      return { tone: 'busy', text: text.connecting, action: null };
    case 'lost':
      return { tone: 'bad', text: connection.said || text.lost, action: 'retry' };
    case 'taken-over':
      return { tone: 'off', text: text.takenOver, action: 'take-back' };
    case 'no-server':
      return { tone: 'off', text: text.noServer, action: 'retry' };
    case 'refused':
      return { tone: 'off', text: `${connection.message} ${connection.repair}`, action: 'retry' };
    case 'open':
      return guestStatus(workspace);
  }
}

/** States that nothing follows by itself. */
const settled: ReadonlySet<GuestState> = new Set(['none', 'ready', 'dead']);

function guestStatus(workspace: Workspace): Status {
  const progress = workspace.progress.value;
  if (progress) {
    const line = messages.status.progress(progress.what, progress.percent);
    return { tone: 'busy', text: line, action: null };
  }
  const { state, detail } = workspace.guest.value;
  const step = workspace.running.value ? workspace.step.value : '';
  const base = step && state !== 'dead' ? step : messages.status.guest[state];
  const line = detail ? `${base}: ${detail}` : base;
  if (state === 'dead') return { tone: 'bad', text: line, action: null };
  if (workspace.running.value || !settled.has(state))
    return { tone: 'busy', text: line, action: null };
  return { tone: state === 'ready' ? 'ready' : 'off', text: line, action: null };
}
