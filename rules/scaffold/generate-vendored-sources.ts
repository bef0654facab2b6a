import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import ts from 'typescript';
import { runtimeNames, type RuntimeName } from '../../edits/remedy.ts';

/** The runtime file that exports each name. Whole files are vendored, so each holds one name. */
const fileOf: { readonly [K in RuntimeName]: string } = {
  InsufficientScopeError: 'insufficient-scope-error',
  MAX_STEP_UP_RETRIES: 'max-step-up-retries',
  countStepUp: 'count-step-up',
  unionScopes: 'union-scopes',
};

/** `edits/vendored-sources.ts`: the runtime's sources as data, as TypeScript and with the types taken out. */
export async function generateVendoredSources(root: URL): Promise<string> {
  const entries: string[] = [];
  for (const name of runtimeNames) {
    const source = readFileSync(new URL(`runtime/${fileOf[name]}.ts`, root), 'utf8');
    const js = ts.transpileModule(source, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        useDefineForClassFields: true,
      },
    }).outputText;
    const pretty = await format(js, { parser: 'babel', singleQuote: true, printWidth: 110 });
    entries.push(`${name}: { ts: ${JSON.stringify(source)}, js: ${JSON.stringify(pretty)} }`);
  }
  const text = `/* Generated from runtime/ by \`npm run generate\`. */
import type { RuntimeName } from './remedy.ts';

export const vendoredSources: { readonly [K in RuntimeName]: { readonly ts: string; readonly js: string } } = {
  ${entries.join(',\n  ')},
};
`;
  return format(text, { parser: 'typescript', singleQuote: true, printWidth: 110 });
}
