import { scriptLanguage, type ScriptLanguage } from '../analysis/script-language.ts';
import type { Range } from '../analysis/source-unit.ts';
import type { ComponentKind } from './component-kind.ts';

/** The scripts of a component that share one module scope: `<script>` and `<script setup>` of Vue, for one. */
export interface ScriptModule {
  /** What stands between the tags, in source order. */
  readonly blocks: readonly Range[];
  readonly language: ScriptLanguage;
  /** Astro's frontmatter is the body of a function: it may `return` a response. */
  readonly mayReturn: boolean;
}

/** The markup of a component cannot be told from its scripts. Nothing of such a file may be rewritten. */
export class MalformedComponentError extends Error {
  override readonly name = 'MalformedComponentError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * The scripts of a component, as its compiler takes them: of Vue and Svelte what stands at the top, of Astro the
 * frontmatter and every script without attributes. Scripts of another type or from another file (`src`) are no code
 * of it.
 * @param text without a BOM.
 * @throws {MalformedComponentError}
 */
export function scriptModules(text: string, kind: ComponentKind): readonly ScriptModule[] {
  return kind === 'astro' ? astroModules(text) : sharedModule(text, kind);
}

interface Tag {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly form: 'open' | 'close' | 'self-closing';
}

interface Script {
  readonly tag: Tag;
  readonly range: Range;
}

function sharedModule(text: string, kind: 'vue' | 'svelte'): readonly ScriptModule[] {
  const scanner = new Scanner(text, kind);
  if (kind === 'vue') scanner.vueBlocks();
  else scanner.svelteMarkup();
  const code = scanner.scripts.filter(({ tag }) => scriptLanguage(tag) !== undefined);
  const [first, second] = code;
  if (!first) return [];
  const isOther = ({ attributes }: Tag) =>
    kind === 'vue'
      ? attributes.has('setup')
      : attributes.has('module') || attributes.get('context') === 'module';
  if (code.length > 2 || (second && isOther(first.tag) === isOther(second.tag)))
    throw new MalformedComponentError('A component has one script of a kind.', code.at(-1)!.tag.start);
  const languages = code.map(({ tag }) => scriptLanguage(tag)!);
  const language = (['tsx', 'ts', 'jsx', 'js'] as const).find((each) => languages.includes(each))!;
  return [{ blocks: code.map(({ range }) => range), language, mayReturn: false }];
}

function astroModules(text: string): readonly ScriptModule[] {
  const scanner = new Scanner(text, 'astro');
  const frontmatter = scanner.frontmatter();
  scanner.astroMarkup();
  // With another attribute, such as `is:inline`, a script is left as it is and runs without imports.
  const isModule = ({ tag }: Script) =>
    [...tag.attributes.keys()].every((name) => /^(?:lang|hoist)$/.test(name));
  const scripts = scanner.scripts.filter((each) => isModule(each) && scriptLanguage(each.tag) !== undefined);
  return [
    ...(frontmatter ? [{ blocks: [frontmatter], language: 'tsx', mayReturn: true } as const] : []),
    ...scripts.map(({ range }) => ({ blocks: [range], language: 'ts', mayReturn: false }) as const),
  ];
}

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** Walks through the markup of a component once, and gathers the scripts in it. */
class Scanner {
  readonly scripts: Script[] = [];
  readonly #text: string;
  readonly #kind: ComponentKind;
  #at = 0;

  constructor(text: string, kind: ComponentKind) {
    this.#text = text;
    this.#kind = kind;
  }

  /** Vue: blocks at the top, of which only a `<template>` without a language holds further tags. */
  vueBlocks(): void {
    for (let tag = this.#nextTag(); tag; tag = this.#nextTag()) {
      if (tag.form !== 'open') continue;
      const lang = tag.attributes.get('lang') ?? 'html';
      if (tag.name === 'template' && lang === 'html') this.#vueTemplate(tag);
      else this.#raw(tag, tag.name === 'script');
    }
  }

  #vueTemplate(root: Tag): void {
    for (let depth = 1; depth > 0;) {
      const tag = this.#nextTag(true);
      if (!tag) throw new MalformedComponentError('A <template> has no end.', root.start);
      if (tag.form === 'self-closing') continue;
      if (tag.name === 'template') depth += tag.form === 'open' ? 1 : -1;
      else if (tag.form === 'open' && /^(?:script|style|textarea)$/.test(tag.name)) this.#raw(tag, false);
    }
  }

  /** Svelte: only a script outside every element and block is the component's. */
  svelteMarkup(): void {
    const open: string[] = [];
    for (;;) {
      const found = this.#find(/<!--|<\/?[A-Za-z]|\{/g);
      if (found === undefined) return;
      if (found === '{') {
        const sign = /^\{\s*([#/])(?![/*])/.exec(this.#text.slice(this.#at, this.#at + 80))?.[1];
        if (sign === '#') open.push('#');
        else if (sign === '/') open.splice(open.lastIndexOf('#') >= 0 ? open.lastIndexOf('#') : open.length);
        this.#expression(false);
        continue;
      }
      const tag = this.#tagOrComment(found);
      if (!tag || tag.form === 'self-closing') continue;
      if (tag.form === 'close') {
        const at = open.lastIndexOf(tag.name);
        if (at >= 0) open.splice(at);
      } else if (/^(?:script|style)$/.test(tag.name))
        this.#raw(tag, tag.name === 'script' && open.length === 0);
      else if (!voidElements.has(tag.name)) open.push(tag.name);
    }
  }

  /** Astro: what stands between the first two `---`, if nothing comes before. */
  frontmatter(): Range | undefined {
    const fence = /^\s*---/.exec(this.#text);
    if (!fence) return undefined;
    const start = (this.#at = fence[0].length);
    for (;;) {
      const found = this.#find(/---|["'`]|\/[/*]|\//g);
      if (found === undefined) throw new MalformedComponentError('The frontmatter has no end.', 0);
      if (found === '---') break;
      this.#javaScriptToken(found, start);
    }
    const range: Range = [start, this.#at];
    this.#at += 3;
    return range;
  }

  astroMarkup(): void {
    for (;;) {
      const found = this.#find(/<!--|<\/?[A-Za-z]|\{/g);
      if (found === undefined) return;
      if (found === '{') this.#expression(true);
      else {
        const tag = this.#tagOrComment(found);
        if (tag?.form === 'open' && /^(?:script|style)$/.test(tag.name))
          this.#raw(tag, tag.name === 'script');
      }
    }
  }

  /** One element of an Astro expression, from its `<` to behind its end. */
  #element(): void {
    const from = this.#at;
    const tag = this.#text.startsWith('<>', from) ? undefined : this.#tag();
    if (!tag) this.#at += 2;
    else if (tag.form !== 'open' || voidElements.has(tag.name)) return;
    else if (/^(?:script|style)$/.test(tag.name)) return this.#raw(tag, tag.name === 'script');
    for (;;) {
      const found = this.#find(/<!--|<\/?[A-Za-z>]|\{/g);
      if (found === undefined) throw new MalformedComponentError('An element has no end.', from);
      if (found === '{') this.#expression(true);
      else if (found === '<!--') this.#comment();
      else if (found.startsWith('</')) {
        this.#at = this.#indexBehind('>', this.#at);
        return;
      } else this.#element();
    }
  }

  /** `{…}`, in which strings, templates, comments and regular expressions may hold anything. */
  #expression(holdsElements: boolean): void {
    const from = this.#at++;
    const sign = /^\s*(?:[#:@]|\/(?![/*]))/.exec(this.#text.slice(this.#at, this.#at + 80));
    if (sign && !holdsElements) this.#at += sign[0].length;
    const pattern = holdsElements ? /[{}"'`]|\/[/*]|\/|<[A-Za-z>]/g : /[{}"'`]|\/[/*]|\//g;
    for (let depth = 1; depth > 0;) {
      const found = this.#find(pattern);
      if (found === undefined) throw new MalformedComponentError('An expression has no end.', from);
      if (found === '{' || found === '}') {
        depth += found === '{' ? 1 : -1;
        this.#at++;
      } else if (found.startsWith('<')) {
        if (this.#isOperandExpected(from)) this.#element();
        else this.#at++;
      } else this.#javaScriptToken(found, from);
    }
  }

  /** A string, a template, a comment, or a slash, which may begin a regular expression. */
  #javaScriptToken(token: string, from: number): void {
    const rest = (pattern: RegExp): number => {
      pattern.lastIndex = this.#at;
      const match = pattern.exec(this.#text);
      if (!match) throw new MalformedComponentError('A string or a comment has no end.', this.#at);
      return this.#at + match[0].length;
    };
    if (token === '"') this.#at = rest(/"(?:[^"\\\r\n]|\\[^])*"/y);
    else if (token === "'") this.#at = rest(/'(?:[^'\\\r\n]|\\[^])*'/y);
    else if (token === '//') this.#at = rest(/\/\/[^\r\n]*/y);
    else if (token === '/*') this.#at = rest(/\/\*[^]*?\*\//y);
    else if (token === '`') this.#template();
    else if (this.#isOperandExpected(from))
      this.#at = rest(/\/(?:[^/\\[\r\n]|\\.|\[(?:[^\]\\\r\n]|\\.)*\])+\//y);
    else this.#at++;
  }

  #template(): void {
    const from = this.#at++;
    for (;;) {
      const found = this.#find(/\\[^]|`|\$\{/g);
      if (found === undefined) throw new MalformedComponentError('A template has no end.', from);
      if (found === '${') {
        this.#at++;
        this.#expression(false);
      } else this.#at += found.length;
      if (found === '`') return;
    }
  }

  /** Whether what comes next begins a value, and is no operator behind one. */
  #isOperandExpected(from: number): boolean {
    const before = this.#text.slice(Math.max(from, this.#at - 200), this.#at).trimEnd();
    return /(?:^|[{(,;:=[!&|?+\-*%~^<>}]|\b(?:return|typeof|case|await|yield|void|in|of|else|do))$/.test(
      before,
    );
  }

  /** The next tag outside comments; in a template of Vue's, outside `{{ … }}` as well. */
  #nextTag(isTemplate = false): Tag | undefined {
    for (;;) {
      const found = this.#find(isTemplate ? /<!--|<\/?[A-Za-z]|\{\{/g : /<!--|<\/?[A-Za-z]/g);
      if (found === undefined) return undefined;
      if (found === '{{') {
        const end = this.#text.indexOf('}}', this.#at);
        this.#at = end < 0 ? this.#at + 2 : end + 2;
        continue;
      }
      const tag = this.#tagOrComment(found);
      if (tag) return tag;
    }
  }

  #tagOrComment(found: string): Tag | undefined {
    if (found !== '<!--') return this.#tag();
    this.#comment();
    return undefined;
  }

  #comment(): void {
    this.#at = this.#indexBehind('-->', this.#at);
  }

  #tag(): Tag {
    const start = this.#at;
    const [opening, slash, name = ''] = /^<(\/?)([^\s/>{"'=]+)/.exec(this.#text.slice(start, start + 300))!;
    this.#at += opening.length;
    const attributes = new Map<string, string>();
    for (;;) {
      const found = this.#find(/\/?>|[^\s/>]/g);
      if (found === undefined) throw new MalformedComponentError('A tag has no end.', start);
      if (found.endsWith('>')) {
        this.#at += found.length;
        const form = slash ? 'close' : found === '/>' ? 'self-closing' : 'open';
        return { name, start, end: this.#at, attributes, form };
      }
      this.#attribute(attributes);
    }
  }

  #attribute(attributes: Map<string, string>): void {
    const isDynamic = this.#kind !== 'vue';
    if (isDynamic && this.#text[this.#at] === '{') return this.#expression(false);
    const name = this.#match(/[^\s=>/][^\s=>/{]*|\//y) ?? '';
    this.#at += name.length;
    const equals = this.#match(/\s*=\s*/y);
    if (equals === undefined) {
      attributes.set(name, '');
      return;
    }
    this.#at += equals.length;
    const start = this.#at;
    const quote = this.#text[start];
    if (quote === '"' || quote === "'") {
      this.#at = this.#indexBehind(quote, start + 1);
      attributes.set(name, this.#text.slice(start + 1, this.#at - 1));
      return;
    }
    if (isDynamic && quote === '{') this.#expression(false);
    else if (this.#kind === 'astro' && quote === '`') this.#template();
    else this.#at += this.#match(/[^\s>]*/y)?.length ?? 0;
    attributes.set(name, this.#text.slice(start, this.#at));
  }

  /** The content of an element that holds no tags, up to behind its end. */
  #raw(tag: Tag, isScript: boolean): void {
    const end = new RegExp(`</${tag.name.replace(/[^\w-]/g, '\\$&')}(?=[\\s/>])`, 'gi');
    end.lastIndex = tag.end;
    const close = end.exec(this.#text);
    if (!close) throw new MalformedComponentError(`A <${tag.name}> has no end.`, tag.start);
    if (isScript) this.scripts.push({ tag, range: [tag.end, close.index] });
    this.#at = this.#indexBehind('>', close.index);
  }

  /** Goes to the next match, and tells what it is. */
  #find(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = match.index;
    return match?.[0];
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #indexBehind(end: string, from: number): number {
    const at = this.#text.indexOf(end, from);
    if (at < 0) throw new MalformedComponentError(`There is no ${end} for what begins here.`, from);
    return at + end.length;
  }
}
