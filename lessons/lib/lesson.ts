// What a lesson says about itself. A lesson is a folder: lesson.ts (this), lesson.md (the text),
// client.ts, transcripts/, figures/. How to write one stands in ../AUTHORING.md.
import * as z from 'zod';
import { editionId } from '../../runner/editions.ts';

const lessonId = z.string().regex(/^[a-z][a-z0-9-]*$/, 'A lesson id is small letters and hyphens.');

/** Source files of one module, from the repository's root; the first names the `.ko`. */
const moduleFiles = z.strictObject({
  files: z
    .array(
      z
        .string()
        .regex(
          /^kmod\/[a-z0-9_-]+\/[A-Za-z0-9_][A-Za-z0-9_-]*\.[ch]$/,
          'A module file is a .c or .h in a folder of kmod, such as kmod/uaccess/uaccess.c.',
        ),
    )
    .min(1)
    .max(7)
    .refine((files) => files[0]?.endsWith('.c'), 'The first file is the main .c.'),
});

/** One step of a recording; all steps of a transcript run in order in one fresh guest. */
const step = z.union([
  /** Loads the module with `insmod` and runs the client. */
  z.strictObject({ run: z.literal('client') }),
  /** Runs one command line in the guest's shell. */
  z.strictObject({ shell: z.string().min(1) }),
  /** Compiles the module for an edition, outside the guest, and shows what the compiler says. */
  z.strictObject({
    build: editionId,
    /** One line for each error and warning, without the source lines. */
    brief: z.boolean().optional(),
  }),
]);

const recipe = z.strictObject({
  steps: z.array(step).min(1),
  /** Another module than the lesson's. */
  module: moduleFiles.optional(),
  /** Another client than the lesson's, a file of the lesson's folder. */
  client: z
    .string()
    .regex(/^[a-z][a-z0-9-]*\.ts$/, "A client is a .ts in the lesson's folder.")
    .optional(),
  /** It shows measurements: other numbers each time, which a replay does not compare. */
  figures: z.literal(true).optional(),
  /** Its last step crashes the guest; what the runner says of it is recorded below that step. */
  crash: z.literal(true).optional(),
});

const lesson = z.strictObject({
  id: lessonId,
  title: z.string().min(1).max(60),
  /** One line: what the reader will be able to answer. */
  question: z.string().min(1).max(160),
  /** Reading and trying, for someone new to it. */
  minutes: z.int().min(1).max(180),
  /** What each side calls or defines, a few words of code; drawn on the home page. */
  sides: z
    .strictObject({ user: z.string().min(1).max(28), kernel: z.string().min(1).max(28) })
    .optional(),
  module: moduleFiles,
  client: z.literal('client.ts').optional(),
  /** By the name of transcripts/<name>.console. */
  transcripts: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), recipe),
});

export type Lesson = z.infer<typeof lesson>;
export type TranscriptRecipe = z.infer<typeof recipe>;
export type TranscriptStep = z.infer<typeof step>;

/**
 * Checks a lesson's description and gives it its type.
 * @throws Error that names each wrong field
 */
export function defineLesson(description: z.input<typeof lesson>): Lesson {
  const result = lesson.safeParse(description);
  if (!result.success) {
    throw new Error(`lesson.ts of "${description.id}" is wrong:\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}
