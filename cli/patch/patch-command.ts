import type { Surroundings } from '../main.ts';
import { askedPackage } from './asked-package.ts';
import { checkPatches } from './check-patches.ts';
import { exitCodeOf } from './exit-code.ts';
import { migration } from './migrate-package.ts';
import { parsePatchArguments } from './patch-arguments.ts';
import { patchWork } from './patch-work.ts';
import { projectAt } from './project.ts';
import { reportPatchJson } from './report-patch-json.ts';
import { reportPatchPretty } from './report-patch-pretty.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { transformsForPackages } from './transforms-for-packages.ts';
import { writePatches } from './write-patches.ts';

interface Progress {
  readonly say: (what: string) => void;
  readonly clear: () => void;
}

/** Says on a terminal what takes its time, and takes it back. */
function progressOn({ stderr }: Surroundings): Progress {
  if (stderr.isTTY !== true) return { say: () => {}, clear: () => {} };
  return {
    say: (what) => void stderr.write(`\r\u001b[K${what} …`),
    clear: () => void stderr.write('\r\u001b[K'),
  };
}

/**
 * `mcp-scope-codemod patch`: what stands behind the name of the command.
 * @returns the exit code.
 * @throws {UsageError} for what makes no sense here; nothing is written then.
 */
export async function patchCommand(
  argv: readonly string[],
  surroundings: Surroundings,
  tool: { readonly name: string; readonly version: string },
): Promise<number> {
  const request = await parsePatchArguments(argv);
  const { cwd, stdout, loadCore, loadTransforms } = surroundings;
  if (request.kind === 'help') {
    stdout.write(request.text);
    return 0;
  }
  const { arguments: args } = request;
  const migrate = migration(await transformsForPackages(args, loadTransforms), loadCore);
  const asked = askedPackage(args.package, cwd);
  const project = await projectAt(asked.from, args.manager);
  const progress = progressOn(surroundings);
  const report = await inTemporaryFolder(async (temporary) => {
    const work = await patchWork(project, asked, temporary);
    const context = { root: project.root, temporary, migrate, onProgress: progress.say };
    if (args.mode === 'check') return checkPatches(work, context);
    return writePatches(work, context, { dryRun: args.mode === 'dry-run', force: args.force });
  }).finally(progress.clear);
  stdout.write(args.format === 'json' ? reportPatchJson(report, tool) : reportPatchPretty(report, args));
  return exitCodeOf(report);
}
