// What the renderers of one lesson share while it is being woven.
import type { Token } from 'marked';
import { ContentError } from '../../lessons/lib/content-error.ts';
import type { LessonSource, Link, WeaveTools } from './woven.ts';

export class Weaving {
  readonly source: LessonSource;
  readonly tools: WeaveTools;
  readonly errors: ContentError[] = [];
  readonly links: Link[] = [];
  /** `path` and `path#region` of what was shown. */
  readonly shown = new Set<string>();
  readonly transcripts = new Set<string>();
  readonly figures = new Set<string>();
  readonly questions = new Set<string>();
  readonly terms = new Map<string, number>();
  lines = new WeakMap<Token, number>();

  constructor(source: LessonSource, tools: WeaveTools) {
    this.source = source;
    this.tools = tools;
  }

  lineOf(token: Token): number {
    return this.lines.get(token) ?? 0;
  }

  /** Notes a fault of lesson.md at `token`; prints nothing in its place. */
  fault(token: Token | null, problem: string, repair: string): '' {
    const line = token ? this.lineOf(token) : 0;
    this.errors.push(new ContentError({ file: this.source.file, line }, problem, repair));
    return '';
  }

  /** Path of a file in the lesson's own folder. */
  path(name: string): string {
    return this.source.file.replace(/[^/]+$/, name);
  }

  /** Runs `render`; a ContentError of a source becomes a fault at `token`. */
  guarded(token: Token, render: () => string): string {
    try {
      return render();
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      this.errors.push(error);
      return this.fault(token, `cannot show ${error.file}: ${error.problem}`, error.repair);
    }
  }
}
