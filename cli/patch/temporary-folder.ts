import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs with a folder that is removed afterwards, whatever happens. */
export async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-scope-patch-')));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove); // also after Ctrl-C where a handler of the host ends the process
  try {
    return await work(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
