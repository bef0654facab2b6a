import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '.demo/**', '.conformance/**', 'dist/**'],
    testTimeout: 30_000,
    // One fewer is the default: of two cores, one would have nothing to do.
    maxWorkers: availableParallelism(),
  },
});
