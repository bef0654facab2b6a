/** The package managers that a patch is tried with, in versions that are apart. */
export interface Manager {
  /** What is installed from the npm registry to have it; nothing for the npm that is there. */
  readonly package: string | undefined;
  /** The first installation, and the one that refuses to change the lock file. */
  readonly install: string;
  readonly frozen: string;
  /** Starts Node where packages are found by other means than `node_modules`. */
  readonly node: string;
  /** Files of the project beside `package.json`. */
  readonly files?: Readonly<Record<string, string>>;
}

const npm: Manager = {
  package: undefined,
  install: 'npm install --no-audit --no-fund --prefer-offline',
  frozen: 'npm ci --no-audit --no-fund --prefer-offline',
  node: 'node',
};
const pnpm = (version: string): Manager => ({
  package: `pnpm@${version}`,
  install: 'pnpm install --prefer-offline',
  frozen: 'pnpm install --prefer-offline --frozen-lockfile',
  node: 'node',
});
const berry = (linker: string, node: string): Manager => ({
  package: '@yarnpkg/cli-dist@4.18.1',
  install: 'yarn install',
  frozen: 'yarn install --immutable',
  node,
  files: { '.yarnrc.yml': `# how packages are linked\nnodeLinker: ${linker}\n`, 'yarn.lock': '' },
});

export const managers: Readonly<Record<string, Manager>> = {
  npm,
  'pnpm 9': pnpm('9.15.9'),
  'pnpm 10': pnpm('10.34.9'),
  'pnpm 12': pnpm('12.21.0'),
  'yarn 1': {
    package: 'yarn@1.22.22',
    install: 'yarn install --prefer-offline',
    frozen: 'yarn install --prefer-offline --frozen-lockfile',
    node: 'node',
  },
  'yarn 4, node_modules': berry('node-modules', 'node'),
  'yarn 4, pnpm linker': berry('pnpm', 'node'),
  "yarn 4, Plug'n'Play": berry('pnp', 'yarn node'),
  bun: {
    package: 'bun@1.4.5',
    install: 'bun install',
    frozen: 'bun install --frozen-lockfile',
    node: 'node',
  },
};
