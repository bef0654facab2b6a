import { analyze } from './analyze.ts';
import type { InstalledTransport, SourceUnit } from './source-unit.ts';

/**
 * What a file that declares a transport does: the SDK as it is installed, patched or not.
 * It steps up if it answers a 403 `insufficient_scope` and loses no scope by it.
 */
export function transportTraits(unit: SourceUnit): InstalledTransport {
  return {
    stepsUp: /insufficient_scope/.test(unit.text) && !analyze(unit).some(({ kind }) => losesScope.has(kind)),
    sendsRequestInit: /\bcreateFetchWithInit\b/.test(unit.text),
  };
}

const losesScope: ReadonlySet<string> = new Set(['challenged-scope-only', 'unhandled-insufficient-scope']);
