import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '.demo/**', '.conformance/**', 'dist/**'],
    testTimeout: 30_000,
  },
});
