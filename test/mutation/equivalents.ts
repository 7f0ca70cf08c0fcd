// Mutants that nothing can tell from the solution, as their author claims: equivalent.json of an exercise.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

const equivalents = z.array(
  z.strictObject({
    /** Its id, as `npm run test:mutants` prints it. */
    mutant: z.string().regex(/^[0-9a-f]{10}$/),
    /** The change, for the reader. */
    change: z.string().min(1),
    why: z.string().min(1),
  }),
);

/** The claims of an exercise; none where it has no such file. */
export async function loadEquivalents(folder: string): Promise<z.infer<typeof equivalents>> {
  const file = path.join(folder, 'equivalent.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  return equivalents.parse(JSON.parse(text));
}
