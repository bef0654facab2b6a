import type { Node } from './ast.ts';
import { isInReach } from './reach.ts';
import { sdkImport } from './sdk-import.ts';
import type { Range } from './source-unit.ts';
import { rangeOf, statementInList, textOf, unwrap, type Tree } from './tree.ts';

/** An import further in than at the head of the file, `const { x } = await import('…')`: others go beside it. */
export interface BesideImport {
  /** The end of the statement behind which they go. */
  readonly at: Range;
  /** The declaration's keyword. */
  readonly keyword: string;
  /** What stands before and behind the quotes of the specifier: `await import(`, `)`. */
  readonly before: string;
  readonly behind: string;
  /** Names that are there already, by module and exported name. */
  readonly known: ReadonlyMap<string, string>;
}

/** Where a class comes from, if not from the head of the file. */
export function besideImport(tree: Tree, callee: Node, place: Node): BesideImport | undefined {
  const node = unwrap(callee);
  const root = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  const definition = root.type === 'Identifier' ? tree.variableOf(root)?.defs[0] : undefined;
  if (definition?.node.type !== 'VariableDeclarator') return undefined;
  const list = statementInList(tree, definition.node);
  if (!list) return undefined;
  const isAtHead = list.owner.type === 'Program' && !isDynamic(definition.node.init);
  if (isAtHead) return undefined;
  // The first of several, so that they share what is imported.
  const first = list.list.find((each) => declaredImport(tree, each) !== undefined) ?? list.statement;
  const imported = declaredImport(tree, first);
  return imported && { ...imported, at: rangeOf(first), known: knownNames(tree, place) };
}

/** `const { x } = await import('@modelcontextprotocol/sdk/…')`, or by `require`. */
function declaredImport(
  tree: Tree,
  statement: Node,
): Pick<BesideImport, 'keyword' | 'before' | 'behind'> | undefined {
  if (statement.type !== 'VariableDeclaration') return undefined;
  const [declarator] = statement.declarations;
  if (!declarator?.init) return undefined;
  const match = /^(.*\(\s*)(["'`])(@modelcontextprotocol\/sdk\/[^"'`]*)\2(\s*\).*)$/s.exec(
    textOf(tree, declarator.init),
  );
  if (!match) return undefined;
  const [, before, quote, , behind] = match as unknown as readonly string[];
  return { keyword: statement.kind, before: before! + quote!, behind: quote! + behind! };
}

function isDynamic(init: Node | null | undefined): boolean {
  return !!init && unwrap(init).type === 'ImportExpression';
}

/** What the SDK exports and is visible at a place. */
function knownNames(tree: Tree, place: Node): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const { variables } of tree.unit.scopeManager.scopes) {
    for (const { defs, name } of variables) {
      const declared = defs[0]?.node.type === 'VariableDeclarator' ? defs[0].name : undefined;
      if (!declared) continue;
      const imported = sdkImport(tree, declared);
      if (imported && isInReach(tree, declared, place))
        known.set(`${imported.module}\0${imported.name}`, name);
    }
  }
  return known;
}
