import { main } from '../cli/main.ts';
import { fakeCore, fakeTransforms } from './cli-fake-core.ts';
process.exitCode = await main(process.argv.slice(2), {
  loadCore: async () => fakeCore,
  loadTransforms: async () => fakeTransforms,
});
