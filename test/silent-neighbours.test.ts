import { expect, it } from 'vitest';
import { rules } from '../rules/index.ts';
import { fixtures } from './fixtures.ts';

const silent = fixtures().filter(({ findings }) => findings.length === 0);

// That no rule accuses them is tried in fixtures.test.ts, and with ESLint itself in eslint-matrix.
it.each(Object.values(rules).map(({ declaration: { name, reports } }) => [name, reports]))(
  '%s has at least five fixtures that must not be touched',
  (_name, kind) => {
    const neighbours = silent.filter((fixture) => fixture.name.startsWith(`${kind}/`));
    expect(neighbours.length).toBeGreaterThanOrEqual(5);
  },
);
