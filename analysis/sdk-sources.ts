import { moduleExportName } from './names.ts';
import type { Node } from './ast.ts';
import { sdkExport, sdkOf, type SdkVersion } from './sdk-export.ts';
import type { SourceUnit } from './source-unit.ts';

/** A module that is not the official SDK, but through which a file imports exports of its. */
export interface SdkSource {
  readonly module: string;
  readonly sdk: SdkVersion;
}

/** The modules through which a file imports values of the official SDK, in source order. */
export function sdkSources(unit: SourceUnit): readonly SdkSource[] {
  return (unit.ast.body as readonly Node[]).flatMap((statement): readonly SdkSource[] => {
    if (statement.type !== 'ImportDeclaration' || statement.importKind === 'type') return [];
    const module = statement.source.value;
    if (sdkOf(module)) return [];
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.importKind === 'type') continue;
      const found = sdkExport(unit, module, [moduleExportName(specifier.imported)]);
      if (found) return [{ module, sdk: found.sdk }];
    }
    return [];
  });
}
