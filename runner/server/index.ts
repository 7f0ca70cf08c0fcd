// The server with everything behind it: kept files, workspaces, guests. The face of this folder.
import { randomBytes } from 'node:crypto';
import { type EditionId, editionId } from '../editions.ts';
import { openAttempts } from '../record/attempts.ts';
import { openDrafts } from '../record/drafts.ts';
import { openLearnerData } from '../record/learner-data.ts';
import type { LearnerDatabase } from '../record/learner-database.ts';
import type { RunHost } from '../run.ts';
import type { ExerciseParts } from './exercise-desk.ts';
import { guests } from './guests.ts';
import { startServer } from './server.ts';
import { signingKey } from './signing-key.ts';
import { type Progress, Workspace, type WorkspaceParts } from './workspace.ts';

export type CrossingsOptions = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Open for as long as the server is; whoever opened it closes it. */
  database: LearnerDatabase;
  /** Absolute path of the built site. */
  dist: string;
  /** The ids of the lessons. */
  lessons: readonly string[];
  /** The names (`way/id`) of the exercises, how to load one and how to check it. */
  exercises?: { names: readonly string[] } & Omit<ExerciseParts, 'attempts'>;
  startRun: WorkspaceParts['startRun'];
  /** Opens the host of the guests; what it tells of its progress is shown to open pages as well. */
  openHost(onProgress: (what: string, percent: number | null) => void): Promise<RunHost>;
};

export type Crossings = {
  /** Where the server listens, without the token. */
  url: string;
  /** The link that lets a browser in. */
  link: string;
  /** Opens the host of the guests, unless it is; rejects with an error in words. */
  host(): Promise<RunHost>;
  /** Ends pages and guests, then the host; resolves when nothing of them is left. */
  close(): Promise<void>;
};

/** Starts to listen; guests come later, with the first call of `host` or the first Run. */
export async function openCrossings(options: CrossingsOptions): Promise<Crossings> {
  const drafts = openDrafts(options.database);
  const attempts = openAttempts(options.database);
  const workspaces = new Map<string, Workspace>();

  let progress: Progress | null = null;
  const tell = (what: string, percent: number | null): void => {
    if (progress?.what === what && progress.percent === percent) return;
    progress = { what, percent };
    for (const workspace of workspaces.values()) workspace.tellProgress();
  };
  const openHost = async (): Promise<RunHost> => {
    try {
      return await options.openHost(tell);
    } catch (fault) {
      for (const workspace of workspaces.values()) workspace.hostFailed();
      throw fault;
    } finally {
      progress = null;
    }
  };
  const { host, current, close } = guests(openHost, () => {
    for (const workspace of workspaces.values()) workspace.hostReady();
  });
  const about = () => {
    const open = current();
    return { accelerator: open?.accelerator ?? null, editions: open?.editions() ?? notYetMade };
  };
  const { startRun } = options;
  const parts = { drafts, about, host, startRun, progress: () => progress };
  for (const lesson of options.lessons) workspaces.set(lesson, new Workspace({ ...parts, lesson }));
  if (options.exercises) {
    const { names, load, check } = options.exercises;
    const exercise = { attempts, load, check };
    for (const lesson of names)
      workspaces.set(lesson, new Workspace({ ...parts, lesson, exercise }));
  }

  const learnerData = openLearnerData(options.database);
  const token = randomBytes(24).toString('base64url');
  const key = signingKey(options.database.folder);
  const server = await startServer({
    ...options,
    token,
    key,
    workspaces,
    standings: attempts.standings,
    learnerData: {
      ...learnerData,
      async erase() {
        await learnerData.erase();
        await Promise.allSettled([...workspaces.values()].map((one) => one.erased()));
      },
    },
  });
  let closing: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    const ends = [...workspaces.values()].map((workspace) => workspace.close());
    await Promise.all([server.close(), ...ends]);
    await close();
  };
  return {
    url: server.url,
    link: `${server.url}/?token=${token}`,
    host,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}

const notYetMade: { id: EditionId; release: string }[] = editionId.options.map((id) => ({
  id,
  release: '',
}));
