import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { verdictsOnApplication } from './application-checks.ts';
import { codemod, copyApplication, typeErrorsOfApplication } from './prepared-application.ts';

// Below our own node_modules, so that the applications find what they depend on. `npm run apps` installs them, and Next.js.
const folder = fileURLToPath(new URL(`../../node_modules/.cache/apps-${process.pid}/`, import.meta.url));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['script', 'express'] as const)('the %s application on the published SDK v1', (name) => {
  const copy = join(folder, name);
  mkdirSync(folder, { recursive: true });

  it('does none of it before', { timeout: 180_000 }, async () => {
    copyApplication(name, copy);
    expect(typeErrorsOfApplication(copy)).toBe('');
    const verdicts = await verdictsOnApplication(name, copy);
    expect(Object.entries(verdicts).filter(([, why]) => why === undefined)).toEqual([]);
  });

  it('does all that applies after one run, and its types hold', { timeout: 180_000 }, async () => {
    expect(codemod(copy, '.')).toBe('');
    expect(typeErrorsOfApplication(copy)).toBe('');
    const verdicts = await verdictsOnApplication(name, copy);
    expect(Object.entries(verdicts).filter(([, why]) => why !== undefined)).toEqual([]);
    expect(codemod(copy, '--check', '.')).toBe('');
  });
});
