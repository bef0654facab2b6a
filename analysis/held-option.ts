import type { Node, NodeOf } from './ast.ts';
import { constantInit, propertyName } from './names.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import { unwrap, type Tree } from './tree.ts';

/** What an options object holds under a name. */
export type HeldOption =
  | { readonly is: 'absent' }
  /**
   * A property of the object itself, or of a literal that is spread into it.
   * `when` is the condition of that: `...(provider && { authProvider: provider })`.
   */
  | {
      readonly is: 'property';
      readonly property: NodeOf<'Property'>;
      readonly literal: NodeOf<'ObjectExpression'>;
      readonly when: Node | undefined;
    }
  /** Read from an object that is spread: `base` in `{ ...base }`. `value` is what it was made with, if that is known. */
  | { readonly is: 'spread'; readonly from: Node; readonly value: Node | undefined }
  /** Nothing in reach tells. `beside` is what it holds unless a spread has it. */
  | { readonly is: 'hidden'; readonly from: Node | undefined; readonly beside: HeldOption };

const absent: HeldOption = { is: 'absent' };

/** What an options object holds under a name: a literal, or a name of one, which counts as spread. */
export function heldOption(tree: Tree, options: Node, name: string): HeldOption {
  const node = unwrap(options);
  return node.type === 'ObjectExpression'
    ? inEntries(tree, node, node.properties, name, undefined)
    : inSpread(tree, node, name, () => absent);
}

/** Later entries win. */
function inEntries(
  tree: Tree,
  literal: NodeOf<'ObjectExpression'>,
  entries: NodeOf<'ObjectExpression'>['properties'],
  name: string,
  when: Node | undefined,
): HeldOption {
  const last = entries.at(-1);
  if (!last) return absent;
  const before = () => inEntries(tree, literal, entries.slice(0, -1), name, when);
  if (last.type === 'SpreadElement') return inSpread(tree, unwrap(last.argument), name, before);
  const known = propertyName(tree, last);
  if (known === undefined) return { is: 'hidden', from: undefined, beside: before() };
  return known === name ? { is: 'property', property: last, literal, when } : before();
}

function inSpread(tree: Tree, from: Node, name: string, before: () => HeldOption): HeldOption {
  switch (from.type) {
    case 'Literal':
      return before();
    case 'ObjectExpression':
      return inLiteral(tree, from, name, undefined, before);
    case 'LogicalExpression': {
      const right = unwrap(from.right);
      if (from.operator === '&&' && right.type === 'ObjectExpression')
        return inLiteral(tree, right, name, from.left, before);
      break;
    }
    case 'ConditionalExpression': {
      const consequent = unwrap(from.consequent);
      const alternate = unwrap(from.alternate);
      const isEither =
        consequent.type === 'ObjectExpression' && heldOption(tree, alternate, name).is === 'absent';
      if (isEither) return inLiteral(tree, consequent, name, from.test, before);
      if ([consequent, alternate].every((each) => heldOption(tree, each, name).is === 'absent'))
        return before();
      break;
    }
    case 'Identifier': {
      if (from.name === 'undefined') return before();
      const held = inVariable(tree, from, name);
      if (held) return held.is === 'absent' ? before() : held;
      break;
    }
    default:
  }
  return { is: 'hidden', from, beside: before() };
}

function inLiteral(
  tree: Tree,
  literal: NodeOf<'ObjectExpression'>,
  name: string,
  when: Node | undefined,
  before: () => HeldOption,
): HeldOption {
  const held = inEntries(tree, literal, literal.properties, name, when);
  return held.is === 'absent' ? before() : held;
}

/** What a constant that was made as a literal holds, if all that is done with it can be told. */
function inVariable(tree: Tree, identifier: Node, name: string): HeldOption | undefined {
  const init = constantInit(tree, identifier);
  const literal = init && unwrap(init);
  const slot = slotOf(tree, identifier);
  if (literal?.type !== 'ObjectExpression' || !slot) return undefined;
  const isAssigned = accessesTo(tree, { ...slot, path: [name] }).some((each) => assignmentTo(tree, each));
  const held = inEntries(tree, literal, literal.properties, name, undefined);
  if (isHandedOn(tree, identifier)) return { is: 'hidden', from: identifier, beside: held };
  if (isAssigned) return { is: 'spread', from: identifier, value: undefined };
  if (held.is === 'absent') return held;
  const value = held.is === 'property' && !held.when ? held.property.value : undefined;
  return { is: 'spread', from: identifier, value };
}

/** Whether a variable gets to other code than that which makes an object of it or reads it, so that it may be filled there. */
function isHandedOn(tree: Tree, identifier: Node): boolean {
  const references = tree.variableOf(identifier)?.references ?? [];
  return references.some((reference) => {
    const parent = tree.parentOf(reference.identifier);
    return reference.isRead() && !/^(?:New|Member|Spread)/.test(parent?.type ?? '') && !isSuperCall(parent);
  });
}

function isSuperCall(node: Node | undefined): boolean {
  return node?.type === 'CallExpression' && node.callee.type === 'Super';
}
