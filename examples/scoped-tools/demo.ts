/** `npm run demo`: one client, before and after the migration of its SDK. Exits 1 if the result is not as promised. */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import pc from 'picocolors';
import { migrate } from './migrate.ts';
import { copyInstalledSdk, INSTALLED_SDK_CLIENT, loadSdkClient } from './sdk.ts';
import { recordTimeline, requestedScopes, type TimelineStep } from './timeline.ts';

const BEFORE = ['basic', 'write', 'admin', 'basic'];
const AFTER = ['basic', 'basic write', 'basic write admin'];
const { bold, cyan, dim, green, red } = pc.createColors(
  Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'],
);

const sdkPackage = JSON.parse(
  await readFile(join(INSTALLED_SDK_CLIENT, '../../../package.json'), 'utf8'),
) as { version: string };
const copy = await copyInstalledSdk('demo');
try {
  console.log(`
An MCP server offers three tools. list_files needs the scope ${bold('basic')}, write_file needs ${bold('write')},
delete_file needs ${bold('admin')}. A client calls them in turn, and then list_files once more.
When its token does not suffice, the server says which scope the call needs, and the
client asks the authorization server for a new token. That token replaces the old one.
`);

  console.log(bold(`1. With @modelcontextprotocol/sdk ${sdkPackage.version} as it is published\n`));
  const before = await recordTimeline({ sdk: await loadSdkClient(INSTALLED_SDK_CLIENT) });
  print(before);

  const target = relative(process.cwd(), copy.esm);
  console.log(bold(`2. Migrate a copy of it: mcp-scope-codemod ${target}\n`));
  const { output } = migrate(copy.esm);
  console.log(indent(output));
  console.log(indent(await diffOf('streamableHttp.js')));

  console.log(bold('3. The same client with the migrated copy\n'));
  const after = await recordTimeline({ sdk: await loadSdkClient(copy.esm) });
  print(after);

  const asPromised =
    isDeepStrictEqual(requestedScopes(before), BEFORE) &&
    isDeepStrictEqual(requestedScopes(after), AFTER) &&
    [...before, ...after].every((step) => step.succeeded);
  if (asPromised) {
    console.log(green('As promised: before, each new permission cost the last one; after, none is lost.\n'));
  } else {
    console.log(red(`Not as promised: expected ${JSON.stringify(BEFORE)}, then ${JSON.stringify(AFTER)}.\n`));
    process.exitCode = 1;
  }
} finally {
  await copy.remove();
}

/** One line for each operation: what the client asked for, and what its new token lacks that the old one had. */
function print(steps: readonly TimelineStep[]): void {
  const row = (...cells: readonly string[]) => `   ${cells.map((cell) => cell.padEnd(20)).join('')}`;
  console.log(dim(row('the client calls', 'so it asks for', 'and now holds').trimEnd()));
  let held: readonly string[] = [];
  const everHeld = new Set<string>();
  for (const { operation, requests, succeeded, outcome } of steps) {
    const heldBefore = held;
    held = requests.at(-1)?.granted?.split(' ') ?? held;
    const lost = heldBefore.filter((scope) => !held.includes(scope));
    const again = held.filter((scope) => everHeld.has(scope) && !heldBefore.includes(scope));
    for (const scope of held) everHeld.add(scope);
    const asked = requests.map((request) => request.scope ?? '(no scope)').join(', then ') || 'nothing new';
    const notes = [
      ...(succeeded ? [] : [`failed: ${outcome}`]),
      ...(lost.length > 0 ? [`lost ${lost.join(' ')}`] : []),
      ...(again.length > 0 ? [`had to ask for ${again.join(' ')} again`] : []),
    ];
    const line = row(operation, asked, held.join(' '));
    console.log(notes.length > 0 ? line + red(notes.map((note) => `<- ${note}`).join(' ')) : line.trimEnd());
  }
  console.log();
}

/** What the migration changed in a file of the copy. */
async function diffOf(file: string): Promise<string> {
  const [old, migrated] = await Promise.all(
    [INSTALLED_SDK_CLIENT, copy.esm].map((folder) => readFile(join(folder, file), 'utf8')),
  );
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, old ?? '', migrated ?? '', '', '', { context: 2 })
    .split('\n')
    .filter((line) => !line.startsWith('====='))
    .map((line) => (/^\+(?!\+)/.test(line) ? green(line) : /^-(?!-)/.test(line) ? red(line) : line))
    .map((line) => (line.startsWith('@@') ? cyan(line) : line))
    .join('\n');
}

function indent(text: string): string {
  return text
    .trimEnd()
    .replace(/^(?=.)/gm, '   ')
    .concat('\n');
}
