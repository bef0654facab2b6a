import type { Node } from './ast.ts';
import { prototypeMethods } from './functions.ts';
import { propertyName } from './names.ts';
import { ancestorsOf, enclosingClass, unwrap, type ClassNode, type Tree } from './tree.ts';

/** The class that a class of this file extends, if it stands in this file too. */
function baseOf(tree: Tree, { superClass }: ClassNode): ClassNode | undefined {
  const base = superClass?.type === 'Identifier' ? tree.variableOf(superClass)?.defs[0]?.node : undefined;
  if (base?.type === 'ClassDeclaration') return base;
  const init = base?.type === 'VariableDeclarator' && base.init ? unwrap(base.init) : undefined;
  return init?.type === 'ClassExpression' ? (init as unknown as ClassNode) : undefined;
}

/** The class around a place and its bases in this file, the nearest first. */
export function classesAround(tree: Tree, place: Node): readonly ClassNode[] {
  const classes: ClassNode[] = [];
  for (
    let owner = enclosingClass(tree, place);
    owner && !classes.includes(owner);
    owner = baseOf(tree, owner)
  )
    classes.push(owner);
  return classes;
}

/**
 * Whether a place stands in a transport of MCP: a class that starts, sends and closes (MCP 2026-07-28, basic/transports;
 * the SDK's interface `Transport`). A base class for several transports counts by the classes that extend it.
 */
export function isInTransport(tree: Tree, place: Node): boolean {
  const around = classesAround(tree, place);
  const [own] = around;
  if (!own)
    return isInTransportObject(tree, place) || isTransport(prototypeMethods(tree, place) ?? new Set());
  const derived = tree.nodes.filter(
    (node): node is ClassNode =>
      (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') &&
      baseOf(tree, node as ClassNode) === own,
  );
  const families = derived.length > 0 ? derived.map((each) => [each, ...around]) : [around];
  return families.some((family) => {
    const names = new Set(family.flatMap((each) => memberNames(tree, each)));
    return isTransport(names);
  });
}

/** Whether an object around a place is one, as a function makes it that returns a transport without a class. */
function isInTransportObject(tree: Tree, place: Node): boolean {
  return [...ancestorsOf(tree, place)].some(
    (node) =>
      node.type === 'ObjectExpression' &&
      isTransport(
        new Set(
          node.properties.flatMap((each) =>
            each.type === 'Property' ? (propertyName(tree, each) ?? []) : [],
          ),
        ),
      ),
  );
}

function isTransport(names: { has(name: string): boolean }): boolean {
  return names.has('start') && names.has('send') && names.has('close');
}

function memberNames(tree: Tree, { body }: ClassNode): readonly string[] {
  return body.body.flatMap((member) =>
    member.type === 'MethodDefinition' || member.type === 'PropertyDefinition'
      ? (propertyName(tree, member) ?? [])
      : [],
  );
}
