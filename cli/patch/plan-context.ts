import { join } from 'node:path';
import type { Migrate } from './migrate-package.ts';

/** What planning and checking need beside the project. */
export interface PlanContext {
  readonly root: string;
  /** For what is tried out; empty, and removed afterwards. */
  readonly temporary: string;
  readonly migrate: Migrate;
  readonly onProgress: (what: string) => void;
}

/** The same with a temporary folder of its own. */
export function ownFolder(context: PlanContext, at: number): PlanContext {
  return { ...context, temporary: join(context.temporary, String(at)) };
}
