import type { SourceCode } from 'eslint';
import { scriptLanguage, type ScriptTag } from '../analysis/script-language.ts';
import type { Range } from '../analysis/source-unit.ts';

/** What vue-eslint-parser tells of a component besides the tree of its scripts. */
interface Services {
  readonly getDocumentFragment?: () => {
    readonly children: readonly (Element | { readonly type: string })[];
  } | null;
}

interface Element {
  readonly type: 'VElement';
  readonly name: string;
  readonly startTag: { readonly range: Range; readonly attributes: readonly Attribute[] };
  readonly endTag: { readonly range: Range } | null;
}

interface Attribute {
  readonly directive: boolean;
  readonly key: { readonly name: string };
  readonly value: { readonly value: string } | null;
}

/**
 * Where the scripts of a component stand whose tree vue-eslint-parser made, in source order; `undefined` for every other
 * file. A script without statements is none: nothing is found or written there. Neither is one that is data, whose tree
 * the parser makes if it is the only one.
 */
export function vueScripts({ ast, parserServices }: SourceCode): readonly Range[] | undefined {
  const fragment = (parserServices as Services | undefined)?.getDocumentFragment?.();
  if (!fragment) return undefined;
  const starts = ast.body.map(({ range }) => range![0]);
  return fragment.children
    .flatMap((each): readonly Range[] => {
      if (!isElement(each) || each.name !== 'script' || !each.endTag) return [];
      if (!scriptLanguage(tagOf(each))) return [];
      return [[each.startTag.range[1], each.endTag.range[0]]];
    })
    .filter(([start, end]) => starts.some((at) => start <= at && at < end));
}

function tagOf({ startTag }: Element): ScriptTag {
  const plain = startTag.attributes.filter(({ directive }) => !directive);
  return { attributes: new Map(plain.map(({ key, value }) => [key.name, value?.value ?? ''])) };
}

function isElement(child: Element | { readonly type: string }): child is Element {
  return child.type === 'VElement';
}
