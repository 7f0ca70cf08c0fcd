// What weaving a lesson needs, and what it gives.
import type { ContentError } from '../../lessons/lib/content-error.ts';
import type { Lesson } from '../../lessons/lib/lesson.ts';
import type { LessonFile } from '../../lessons/lib/load-lesson.ts';
import type { FigureSource } from './figure.ts';

/** Everything of a lesson's folder, read once; weaving itself reads no disk. */
export type LessonSource = {
  lesson: Lesson;
  /** lesson.md, and its path from the repository's root. */
  markdown: string;
  file: string;
  /** The files of the tabs. */
  files: readonly LessonFile[];
  /** Text of the transcripts that exist, by name. */
  transcripts: ReadonlyMap<string, string>;
  figures: ReadonlyMap<string, FigureSource>;
  /** Files that a transcript was recorded with, by its name, where they are not the lesson's own. */
  variants: ReadonlyMap<string, readonly LessonFile[]>;
  /** Begins the ids of explained terms, where two texts stand on one page. */
  termPrefix?: string;
};

export type WeaveTools = {
  /** One source file of the course; throws ContentError. */
  readSource: (path: string) => LessonFile;
  /** Meaning of each term as HTML, by the term. */
  glossary: ReadonlyMap<string, string>;
};

export type Heading = { id: string; level: number; text: string; html: string };

/** A stretch of text under one heading, for the search. */
export type Section = { id: string; heading: string; text: string };

export type Link = { target: string; line: number };

export type WovenLesson = {
  source: LessonSource;
  html: string;
  headings: readonly Heading[];
  sections: readonly Section[];
  /** Ids that a link may point to. */
  anchors: ReadonlySet<string>;
  links: readonly Link[];
  /** `path#region` of each region shown, and `path` of each file shown. */
  shown: ReadonlySet<string>;
  errors: readonly ContentError[];
};
