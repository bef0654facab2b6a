import { displayPath } from '../discover.ts';
import { shellQuote } from '../shell-quote.ts';
import type { Installation } from './installed-copies.ts';
import type { Project } from './project.ts';

/** What to do where no copy of a package was found, in one line. */
export function whyNotInstalled(
  { root, manager }: Project,
  name: string,
  installation: Installation,
): string {
  const [source] = installation.linkedSources;
  if (source !== undefined)
    return (
      `${name} is no installed copy here but a link to source: migrate that in place, with ` +
      `npx mcp-scope-codemod ${shellQuote(displayPath(source, root))}`
    );
  const program = manager.name === 'yarn-berry' ? 'yarn' : manager.name;
  if (!installation.hasModules) return `nothing is installed here: run \`${program} install\` first`;
  return (
    `${name} is not installed here: run \`${program} install\` if it should be, or name the package to patch ` +
    '(mcp-scope-codemod patch <package>)'
  );
}
