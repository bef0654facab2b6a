import { readFileSync } from 'node:fs';
import type { ts } from 'ts-morph';
import type { AddedOption } from '../analysis/source-unit.ts';
import type { ModuleResolver } from './module-resolver.ts';
import { typeScript } from './typescript.ts';

/** Members in braces, to which one can be added. */
export type MemberList = ts.TypeLiteralNode | ts.InterfaceDeclaration;

/** Where an option's type is written. */
export interface OptionType {
  /** Of the file that holds the list, by its real path. */
  readonly path: string;
  readonly source: ts.SourceFile;
  readonly list: MemberList;
  /** Whether the type has the option already. */
  readonly isThere: boolean;
}

type SourceLookup = (path: string) => ts.SourceFile | undefined;

/** A lookup of parsed files, without a byte order mark; what cannot be read is `undefined`. */
export function sourceLookup(): SourceLookup {
  const known = new Map<string, ts.SourceFile | undefined>();
  const read = (path: string): ts.SourceFile | undefined => {
    try {
      const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
      const { createSourceFile, ScriptTarget } = typeScript();
      return createSourceFile(path, text, ScriptTarget.Latest, true);
    } catch {
      return undefined; // what cannot be read declares nothing
    }
  };
  return (path) => {
    if (!known.has(path)) known.set(path, read(path));
    return known.get(path);
  };
}

/** How many aliases and files a type is followed through. */
const MAX_DEPTH = 12;

/** Finds the types of options through the files of a project. */
export class OptionTypes {
  readonly #sourceAt: SourceLookup = sourceLookup();
  readonly #resolve: ModuleResolver;
  constructor(resolve: ModuleResolver) {
    this.#resolve = resolve;
  }

  /**
   * Every place where an option can be written: one for each overload. Empty if its type cannot be found.
   * @param path of the file that declares the class or the function, TypeScript or declarations.
   * @param isOpen whether a file may be changed.
   */
  find(path: string, option: AddedOption, isOpen: (path: string) => boolean): readonly OptionType[] {
    const source = this.#sourceAt(path);
    if (!source) return [];
    const places: OptionType[] = [];
    for (const type of this.#parameterTypes(source, option.of, option.parameter)) {
      const lists = [...this.#lists(type, 0)];
      const isThere = lists.some((list) => this.#has(list, option.name, 0));
      const direct = lists.find((list) => typeScript().isTypeLiteralNode(list) && isIn(list, type));
      const list = [direct, ...lists].find((each) => each && isOpen(each.getSourceFile().fileName));
      const chosen = list ?? (isThere ? lists[0] : undefined);
      if (!chosen) continue;
      const at = chosen.getSourceFile();
      places.push({ path: at.fileName, source: at, list: chosen, isThere });
    }
    return places;
  }

  /** Whether a function that a file exports takes an option with any of its parameters. */
  takes(path: string, name: string, option: AddedOption['name']): boolean {
    const found = this.#exported(path, name, 0);
    if (!found) return false;
    const { source, local } = found;
    for (let parameter = 0; parameter < 6; parameter++)
      for (const type of this.#parameterTypes(source, { function: local }, parameter))
        for (const list of this.#lists(type, 0)) if (this.#has(list, option, 0)) return true;
    return false;
  }

  *#parameterTypes(source: ts.SourceFile, of: AddedOption['of'], index: number): Generator<ts.TypeNode> {
    const api = typeScript();
    const typeOf = (node: ts.SignatureDeclaration): ts.TypeNode | undefined => node.parameters[index]?.type;
    for (const statement of source.statements) {
      const found: (ts.TypeNode | undefined)[] = [];
      if ('class' in of) {
        if (api.isClassDeclaration(statement) && statement.name?.text === of.class)
          found.push(...statement.members.filter(api.isConstructorDeclaration).map(typeOf));
      } else if (api.isFunctionDeclaration(statement) && statement.name?.text === of.function) {
        found.push(typeOf(statement));
      } else if (api.isVariableStatement(statement)) {
        for (const { name, type, initializer } of statement.declarationList.declarations) {
          if (!api.isIdentifier(name) || name.text !== of.function) continue;
          if (type && api.isFunctionTypeNode(type)) found.push(typeOf(type));
          else if (initializer && (api.isArrowFunction(initializer) || api.isFunctionExpression(initializer)))
            found.push(typeOf(initializer));
        }
      }
      for (const type of found) if (type) yield type;
    }
  }

  /** The lists of members that a type is made of. */
  *#lists(type: ts.TypeNode, depth: number): Generator<MemberList> {
    const api = typeScript();
    if (depth > MAX_DEPTH) return;
    if (api.isTypeLiteralNode(type)) yield type;
    else if (api.isParenthesizedTypeNode(type)) yield* this.#lists(type.type, depth + 1);
    else if (api.isIntersectionTypeNode(type))
      for (const each of type.types) yield* this.#lists(each, depth + 1);
    else if (api.isUnionTypeNode(type)) {
      const objects = type.types.filter(
        (each) => each.kind !== api.SyntaxKind.UndefinedKeyword && !api.isLiteralTypeNode(each),
      );
      if (objects.length === 1) yield* this.#lists(objects[0]!, depth + 1);
    } else if (api.isTypeReferenceNode(type)) {
      const { typeName, typeArguments } = type;
      const [first] = typeArguments ?? [];
      if (first && api.isIdentifier(typeName) && /^(?:Partial|Readonly|Required|Omit)$/.test(typeName.text))
        yield* this.#lists(first, depth + 1);
      else yield* this.#named(type.getSourceFile(), typeName, depth + 1);
    } else if (api.isImportTypeNode(type)) {
      const { argument, qualifier } = type;
      if (!qualifier || !api.isIdentifier(qualifier) || !api.isLiteralTypeNode(argument)) return;
      const module = (argument.literal as ts.StringLiteral).text;
      const path = this.#resolve(module, type.getSourceFile().fileName, 'types');
      const found = path ? this.#exported(path, qualifier.text, depth + 1) : undefined;
      if (found) yield* this.#declared(found.source, found.local, depth + 1);
    }
  }

  *#named(source: ts.SourceFile, name: ts.EntityName, depth: number): Generator<MemberList> {
    const api = typeScript();
    if (api.isIdentifier(name)) yield* this.#declared(source, name.text, depth);
    else if (api.isIdentifier(name.left)) {
      const from = this.#imported(source, name.left.text);
      if (from?.name !== '*') return;
      const found = this.#exported(from.path, name.right.text, depth + 1);
      if (found) yield* this.#declared(found.source, found.local, depth + 1);
    }
  }

  /** The lists of what a file declares or imports under a name. */
  *#declared(source: ts.SourceFile, name: string, depth: number): Generator<MemberList> {
    const api = typeScript();
    if (depth > MAX_DEPTH) return;
    for (const statement of source.statements) {
      if (api.isInterfaceDeclaration(statement) && statement.name.text === name) yield statement;
      if (api.isTypeAliasDeclaration(statement) && statement.name.text === name)
        yield* this.#lists(statement.type, depth + 1);
    }
    const from = this.#imported(source, name);
    const found = from && from.name !== '*' ? this.#exported(from.path, from.name, depth + 1) : undefined;
    if (found) yield* this.#declared(found.source, found.local, depth + 1);
  }

  /** What a file imports under a local name; `*` for all of a module. */
  #imported(source: ts.SourceFile, local: string): { path: string; name: string } | undefined {
    const api = typeScript();
    for (const statement of source.statements) {
      if (!api.isImportDeclaration(statement)) continue;
      const clause = statement.importClause;
      const bindings = clause?.namedBindings;
      let name: string | undefined;
      if (clause?.name?.text === local) name = 'default';
      else if (bindings && api.isNamespaceImport(bindings))
        name = bindings.name.text === local ? '*' : undefined;
      else if (bindings) {
        const specifier = bindings.elements.find((each) => each.name.text === local);
        name = specifier && (specifier.propertyName ?? specifier.name).text;
      }
      if (name === undefined) continue;
      const module = (statement.moduleSpecifier as ts.StringLiteral).text;
      const path = this.#resolve(module, source.fileName, 'types');
      return path === undefined ? undefined : { path, name };
    }
    return undefined;
  }

  /** Where an export is declared: the file, and its name there. */
  #exported(path: string, name: string, depth: number): { source: ts.SourceFile; local: string } | undefined {
    const api = typeScript();
    const source = depth > MAX_DEPTH ? undefined : this.#sourceAt(path);
    if (!source) return undefined;
    const stars: string[] = [];
    for (const statement of source.statements) {
      if (declaresExported(statement, name)) return { source, local: name };
      if (!api.isExportDeclaration(statement)) continue;
      const module = (statement.moduleSpecifier as ts.StringLiteral | undefined)?.text;
      const clause = statement.exportClause;
      if (!clause && module !== undefined) stars.push(module);
      if (!clause || !api.isNamedExports(clause)) continue;
      const specifier = clause.elements.find((each) => each.name.text === name);
      if (!specifier) continue;
      const local = (specifier.propertyName ?? specifier.name).text;
      const from =
        module === undefined
          ? this.#imported(source, local)
          : { path: this.#resolve(module, path, 'types'), name: local };
      if (from?.path !== undefined) return this.#exported(from.path, from.name, depth + 1);
      if (module === undefined) return { source, local };
    }
    for (const module of stars) {
      const target = this.#resolve(module, path, 'types');
      const found = target ? this.#exported(target, name, depth + 1) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** Whether a list, or an interface that it extends, has a member. */
  #has(list: MemberList, name: string, depth: number): boolean {
    const api = typeScript();
    if (list.members.some((member) => member.name?.getText() === name)) return true;
    if (!api.isInterfaceDeclaration(list) || depth > MAX_DEPTH) return false;
    return (list.heritageClauses ?? [])
      .flatMap(({ types }) => types)
      .some(({ expression }) => {
        if (!api.isIdentifier(expression)) return false;
        const bases = [...this.#declared(list.getSourceFile(), expression.text, depth + 1)];
        return bases.some((base) => base !== list && this.#has(base, name, depth + 1));
      });
  }
}

function isIn(inner: ts.Node, outer: ts.Node): boolean {
  return inner.getSourceFile() === outer.getSourceFile() && inner.pos >= outer.pos && inner.end <= outer.end;
}

function declaresExported(statement: ts.Statement, name: string): boolean {
  const api = typeScript();
  const named =
    api.isFunctionDeclaration(statement) ||
    api.isClassDeclaration(statement) ||
    api.isInterfaceDeclaration(statement) ||
    api.isTypeAliasDeclaration(statement)
      ? [statement.name?.text]
      : api.isVariableStatement(statement)
        ? statement.declarationList.declarations.map((each) => each.name.getText())
        : [];
  if (!named.includes(name)) return false;
  const modifiers = (statement as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers ?? [];
  return modifiers.some(({ kind }) => kind === api.SyntaxKind.ExportKeyword);
}
