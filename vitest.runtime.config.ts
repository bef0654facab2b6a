import { defineConfig } from 'vitest/config';

/** The tests that `npm run mutation` runs: what concerns runtime/, without clocks, real servers and the build. */
export default defineConfig({
  test: {
    include: [
      'test/runtime*.test.ts',
      'test/challenges.test.ts',
      'test/vectors/*.test.ts',
      'test/scope-*.test.ts',
      'test/step-up*.test.ts',
      'test/with-step-up*.test.ts',
      'test/registration*.test.ts',
    ],
    exclude: ['test/runtime-linear.test.ts', 'test/runtime-web.test.ts', 'test/*-by-sdk.test.ts'],
    testTimeout: 30_000,
  },
});
