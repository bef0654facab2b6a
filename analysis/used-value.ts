import type { Node, NodeOf } from './ast.ts';
import { propertyName } from './names.ts';
import { isRepeatable } from './repeatable.ts';
import type { Range } from './source-unit.ts';
import { rangeOf, textOf, unwrap, type Tree } from './tree.ts';

/** A value that a rewrite uses once more. */
export interface UsedValue {
  /** The source text that gives it again, if that may stand twice; else it has to be kept in a constant. */
  readonly again: string | undefined;
  /** Where it stands, and its text there. */
  readonly range: Range;
  readonly text: string;
  /** Whether it is a property without its name: `{ provider }`. */
  readonly isShorthand: boolean;
  /** The property that it is the value of. */
  readonly property?: { readonly range: Range; readonly name: string } | undefined;
}

export function usedValue(tree: Tree, node: Node, property?: NodeOf<'Property'>): UsedValue {
  const text = textOf(tree, node);
  return {
    again: isRepeatable(node) ? text : undefined,
    range: rangeOf(node),
    text,
    isShorthand: property?.shorthand ?? false,
    property: property && { range: rangeOf(property), name: propertyName(tree, property) ?? '' },
  };
}

/** A server's URL: `withStepUp` takes a string as well, so of `new URL(x)` it needs `x`. */
export function usedUrl(tree: Tree, node: Node): UsedValue {
  const used = usedValue(tree, node);
  const url = unwrap(node);
  if (url.type !== 'NewExpression' || url.callee.type !== 'Identifier' || url.callee.name !== 'URL')
    return used;
  const [first, ...others] = url.arguments;
  const isPlain = [first, ...others].every(
    (each) => each && each.type !== 'SpreadElement' && isRepeatable(each),
  );
  if (!first || !isPlain) return used;
  return { ...used, again: others.length === 0 ? textOf(tree, first) : used.text };
}

/** An object that is made in place is the same to its reader if it is made again from the same values. */
export function usedObject(tree: Tree, node: Node, property?: NodeOf<'Property'>): UsedValue {
  const used = usedValue(tree, node, property);
  return { ...used, again: used.again ?? (isPlainObject(node) ? used.text : undefined) };
}

function isPlainObject(node: Node): boolean {
  const object = unwrap(node);
  return (
    object.type === 'ObjectExpression' &&
    object.properties.every((each) =>
      each.type === 'SpreadElement'
        ? isRepeatable(each.argument)
        : (!each.computed || isRepeatable(each.key)) &&
          (isRepeatable(each.value) || isPlainObject(each.value)),
    )
  );
}
