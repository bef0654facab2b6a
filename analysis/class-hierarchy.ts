import type { Node } from './ast.ts';
import { propertyName } from './names.ts';
import { enclosingClass, unwrap, type ClassNode, type Tree } from './tree.ts';

/** The class of this file that a class extends. */
export function baseClassOf(tree: Tree, { superClass }: ClassNode): ClassNode | undefined {
  const name = superClass && unwrap(superClass);
  const base = name?.type === 'Identifier' ? tree.variableOf(name)?.defs[0]?.node : undefined;
  return base?.type === 'ClassDeclaration' || base?.type === 'ClassExpression'
    ? (base as ClassNode)
    : undefined;
}

/** A class that extends itself by a mistake must not hang us. */
const MAX_DEPTH = 8;

const classes = new WeakMap<Tree, readonly ClassNode[]>();

function classesOf(tree: Tree): readonly ClassNode[] {
  let known = classes.get(tree);
  if (!known) {
    known = tree.nodes.filter(
      (node): node is ClassNode =>
        node.type === 'ClassDeclaration' || (node.type as string) === 'ClassExpression',
    );
    classes.set(tree, known);
  }
  return known;
}

const subclasses = new WeakMap<ClassNode, readonly ClassNode[]>();

/** The classes of this file that extend a class, directly or through others. */
export function subclassesOf(tree: Tree, owner: ClassNode): readonly ClassNode[] {
  let known = subclasses.get(owner);
  if (!known) {
    known = classesOf(tree).filter((each) => each !== owner && isDerivedFrom(tree, each, owner));
    subclasses.set(owner, known);
  }
  return known;
}

/** Whether a class is another one or extends it. */
export function isDerivedFrom(tree: Tree, derived: ClassNode, owner: ClassNode): boolean {
  let each: ClassNode | undefined = derived;
  for (let depth = 0; each && depth < MAX_DEPTH; depth++) {
    if (each === owner) return true;
    each = baseClassOf(tree, each);
  }
  return false;
}

const fields = new WeakMap<Tree, ReadonlyMap<ClassNode, ReadonlySet<string>>>();

/** The names under which each class of a file has or reads something of its instances. */
function fieldsOf(tree: Tree): ReadonlyMap<ClassNode, ReadonlySet<string>> {
  const known = fields.get(tree);
  if (known) return known;
  const found = new Map<ClassNode, Set<string>>();
  for (const node of tree.nodes) {
    const name = nameOfField(tree, node);
    const owner = name === undefined ? undefined : enclosingClass(tree, node);
    if (!owner) continue;
    const names = found.get(owner) ?? new Set<string>();
    found.set(owner, names.add(name!));
  }
  fields.set(tree, found);
  return found;
}

function nameOfField(tree: Tree, node: Node): string | undefined {
  if (node.type === 'MemberExpression')
    return unwrap(node.object).type === 'ThisExpression' ? propertyName(tree, node) : undefined;
  if (node.type === 'TSParameterProperty') {
    const name = node.parameter.type === 'AssignmentPattern' ? node.parameter.left : node.parameter;
    return name.type === 'Identifier' ? name.name : undefined;
  }
  return node.type === 'PropertyDefinition' ? propertyName(tree, node) : undefined;
}

/** The first class of a chain of base classes that knows a field, which is one for all classes below it. */
export function fieldOwner(tree: Tree, derived: ClassNode, name: string): ClassNode {
  if (name.startsWith('#') || !baseClassOf(tree, derived)) return derived;
  let owner = derived;
  let each = baseClassOf(tree, derived);
  for (let depth = 0; each && depth < MAX_DEPTH; depth++) {
    if (fieldsOf(tree).get(each)?.has(name)) owner = each;
    each = baseClassOf(tree, each);
  }
  return owner;
}

/** Whether a class may read a field of one of its base classes, or of its own. */
export function mayReadField(tree: Tree, reader: ClassNode, owner: ClassNode, name: string): boolean {
  if (reader === owner) return true;
  if (name.startsWith('#') || !isDerivedFrom(tree, reader, owner)) return false;
  return !owner.body.body.some((member) => {
    if (member.type === 'PropertyDefinition')
      return member.accessibility === 'private' && nameOfField(tree, member) === name;
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return false;
    return member.value.params.some(
      (param) =>
        param.type === 'TSParameterProperty' &&
        param.accessibility === 'private' &&
        nameOfField(tree, param) === name,
    );
  });
}
