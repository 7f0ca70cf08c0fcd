// Has the site built before it is served. The site's own build is asked as a program, since the
// runner knows nothing of the site but its pages; it is quick when nothing has changed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The site could not be built; why was printed by its build. */
export class SiteError extends Error {
  override name = 'SiteError';
  readonly repair = 'Mend what is named above and start again.';
}

/**
 * @param root absolute path of the repository
 * @throws {SiteError}
 */
export async function buildSite(root: string): Promise<void> {
  const build = spawn(process.execPath, ['site/build/main.ts'], { cwd: root, stdio: 'inherit' });
  const [code, signal] = await once(build, 'exit');
  if (code !== 0)
    throw new SiteError(`The pages could not be built (${signal ?? `exit ${code}`}).`);
}
