import type { Node } from './ast.ts';
import { calledFunction, returnedBy } from './functions.ts';
import { isKnownPresent } from './known-present.ts';
import { constantInit, declaredName, propertyName, staticString } from './names.ts';
import type { ScopeSite } from './scope-site.ts';
import { slotOf } from './slots.ts';
import { ancestorsOf, isFunction, isWithin, unwrap, type Tree } from './tree.ts';

/** Whether `await` may stand at a place: inside an async function's body, or at the top of a module. */
export function awaitableAt(tree: Tree, node: Node): boolean {
  for (const ancestor of ancestorsOf(tree, node)) {
    if (isFunction(ancestor)) return ancestor.async && !!ancestor.body && isWithin(node, ancestor.body);
    if (ancestor.type === 'PropertyDefinition' || ancestor.type === 'StaticBlock') return false;
    if (ancestor.type === 'Program') return ancestor.body.some(isModuleSyntax);
  }
  return false;
}

/** Whether a statement makes its file a module: `import`, `export`. */
export function isModuleSyntax({ type }: Node): boolean {
  return /^(?:Import|Export\w+)Declaration$/.test(type);
}

/** Whether a value is a list of scope tokens rather than a scope string. */
export function holdsList(tree: Tree, { value, as, key }: ScopeSite): boolean {
  if (as === 'challenge' || as === 'spread') return /scopes$/i.test(key);
  return isList(tree, value) ?? false;
}

function isList(tree: Tree, value: Node, depth = 0): boolean | undefined {
  const node = unwrap(value);
  if (depth > 4) return undefined;
  const inner = (each: Node) => isList(tree, each, depth + 1);
  switch (node.type) {
    case 'ArrayExpression':
      return true;
    case 'TemplateLiteral':
    case 'BinaryExpression':
      return false;
    case 'ConditionalExpression':
      return inner(node.consequent) ?? inner(node.alternate);
    case 'LogicalExpression':
      return inner(node.right) ?? inner(node.left);
    case 'CallExpression': {
      const fn = calledFunction(tree, node);
      if (fn)
        return returnedBy(tree, fn)
          .map(inner)
          .find((each) => each !== undefined);
      const name = declaredName(tree, node.callee) ?? '';
      if (/^(?:split|filter|map|flatMap|from|sort|toSorted|concat|matchAll)$/.test(name)) return true;
      if (/^(?:join|trim|toString|String|replace)$/.test(name)) return false;
      return /scopes$/i.test(name) && !/^(?:merge|unite|union|combine|join|normali[sz]e|add)/i.test(name)
        ? true
        : undefined;
    }
    case 'MemberExpression': {
      const name = propertyName(tree, node);
      return name === undefined ? undefined : /scopes$/i.test(name);
    }
    case 'Identifier': {
      const init = constantInit(tree, node);
      const fromInit = init && unwrap(init) !== node ? inner(init) : undefined;
      if (fromInit !== undefined) return fromInit;
      const type = annotationOf(tree.variableOf(node)?.defs[0]?.name);
      if (type)
        return type.type === 'TSArrayType' || (type.type !== 'TSStringKeyword' && /scopes$/i.test(node.name));
      return /scopes$/i.test(node.name);
    }
    default:
      return undefined;
  }
}

function annotationOf(name: Node | undefined): Node | undefined {
  const annotation = name?.type === 'Identifier' ? name.typeAnnotation : undefined;
  return annotation?.typeAnnotation;
}

/** Whether a place takes a string and never `undefined`: by its declared type, or as part of a request's parameters. */
export function mustBeDefined(tree: Tree, { value, taker }: ScopeSite): boolean {
  if (taker.type === 'TemplateLiteral') return true;
  if (taker.type === 'AssignmentExpression') return isDeclaredString(tree, taker.left);
  if (taker.type === 'NewExpression') return declaredName(tree, taker.callee) === 'URLSearchParams';
  if (taker.type !== 'CallExpression') return false;
  const fn = calledFunction(tree, taker);
  if (fn) {
    const index = taker.arguments.findIndex((argument) => argument === value);
    return annotationOf(fn.params[index])?.type === 'TSStringKeyword' && !isOptional(fn.params[index]);
  }
  const name = declaredName(tree, taker.callee) ?? '';
  if (
    taker.arguments.some((argument) => argument === value) &&
    value.type === 'Identifier' &&
    isKnownPresent(tree, value, value)
  )
    return true;
  return (
    name === 'setItem' ||
    (/^(?:set|append)$/.test(name) && staticString(tree, taker.arguments[0]) !== undefined)
  );
}

function isOptional(node: Node | undefined): boolean {
  return node?.type === 'Identifier' && (node as { optional?: boolean }).optional === true;
}

function isDeclaredString(tree: Tree, target: Node): boolean {
  const place = unwrap(target);
  if (place.type === 'Identifier')
    return annotationOf(tree.variableOf(place)?.defs[0]?.name)?.type === 'TSStringKeyword';
  const slot = slotOf(tree, place);
  if (!slot?.root || !('body' in slot.root) || slot.path.length !== 1) return false;
  return slot.root.body.body.some(
    (member) =>
      member.type === 'PropertyDefinition' &&
      propertyName(tree, member) === slot.path[0] &&
      !member.optional &&
      (member.typeAnnotation
        ? member.typeAnnotation.typeAnnotation.type === 'TSStringKeyword'
        : isTypeScript(tree) && staticString(tree, member.value) !== undefined),
  );
}

/** Whether the file has types, so that a field's first value declares one. */
function isTypeScript(tree: Tree): boolean {
  return tree.nodes.some(({ type }) => type.startsWith('TS'));
}
