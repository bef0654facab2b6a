import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

interface ModuleSettings {
  readonly module?: string;
  readonly moduleResolution?: string;
}

/** Comments and trailing commas of a tsconfig, outside strings. */
const notJson =
  /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=\s*(?:\/\/[^\n]*\s*|\/\*[^]*?\*\/\s*)*[}\]])/g;

function parse(path: string): Record<string, unknown> {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const value: unknown = JSON.parse(text.replace(notJson, '$1'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // an unreadable tsconfig settles nothing; the compiler will tell its owner
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The file that an `extends` names: a path, or a file of an installed package. */
function extended(name: string, folder: string): string | undefined {
  const endings = ['', '.json', '/tsconfig.json'];
  if (name.startsWith('.') || isAbsolute(name))
    return endings.map((ending) => resolve(folder, name + ending)).find(isFile);
  for (let at = folder; ; at = dirname(at)) {
    const found = endings.map((ending) => join(at, 'node_modules', name + ending)).find(isFile);
    if (found || at === dirname(at)) return found;
  }
}

function settings(path: string, depth: number): ModuleSettings {
  const config = parse(path);
  const bases = depth > 0 ? [config['extends']].flat().filter((name) => typeof name === 'string') : [];
  const inherited = bases.map((name) => extended(name, dirname(path)));
  const merged = inherited.map((base) => (base ? settings(base, depth - 1) : {}));
  return Object.assign({}, ...merged, config['compilerOptions']) as ModuleSettings;
}

/** Whether the nearest tsconfig resolves modules as Node does, so that relative imports need an extension. */
export function tsconfigNeedsExtensions(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'tsconfig.json');
    if (existsSync(path)) {
      const { module, moduleResolution } = settings(path, 5);
      return /^node(next|\d\d)$/i.test(String(moduleResolution ?? module));
    }
    if (at === dirname(at)) return false;
  }
}
