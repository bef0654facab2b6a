export type ScriptLanguage = 'js' | 'jsx' | 'ts' | 'tsx';

/** The start tag of a script. An attribute without a value has an empty one. */
export interface ScriptTag {
  readonly attributes: ReadonlyMap<string, string>;
}

/** The language of a script of a component by its tag; `undefined` if it is no JavaScript, or stands in another file. */
export function scriptLanguage({ attributes }: ScriptTag): ScriptLanguage | undefined {
  if (attributes.has('src')) return undefined;
  const type = attributes.get('type') ?? '';
  const isCode = /^(?:|module|(?:text|application)\/(?:java|ecma|type)script|ts)$/.test(type);
  if (!isCode) return undefined;
  const lang = attributes.get('lang') ?? (/ts$|typescript$/.test(type) ? 'ts' : 'js');
  const known = /^(?:(j|t)sx?|javascript|typescript)$/.exec(lang);
  if (!known) return undefined;
  return (lang === 'javascript' ? 'js' : lang === 'typescript' ? 'ts' : lang) as ScriptLanguage;
}
