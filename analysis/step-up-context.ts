import { alwaysExits } from './always-exits.ts';
import type { Node, NodeOf } from './ast.ts';
import { calledFunction, returnedBy } from './functions.ts';
import { constantInit, declaredName, destructuredKey, propertyName, staticString } from './names.ts';
import {
  ALWAYS,
  ANY,
  exactly,
  INSUFFICIENT_SCOPE,
  negated,
  NEVER,
  STATUS_401,
  STATUS_403,
  STATUS_REST,
  UNKNOWN,
  type Outcome,
  type Responses,
} from './responses.ts';
import {
  membership,
  mentionsInsufficientScope,
  namesInsufficientScope,
  statusOf,
} from './step-up-literal.ts';
import { isScopeName } from './scope-name.ts';
import { classBehind, errorsHeldBy, instancesOf, partOfError } from './thrown-errors.ts';
import { ancestorsOf, statementsOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** The responses that can have led to a node, by the conditions and early exits around it, up to the file's top. */
export function responsesAt(tree: Tree, node: Node, within?: FunctionNode): Responses {
  let responses = ANY;
  let child = node;
  for (const parent of ancestorsOf(tree, node)) {
    responses &= narrowedBy(tree, parent, child);
    if (parent === within) break;
    child = parent;
  }
  return responses;
}

/** The responses that let control reach `child` inside `parent`. */
function narrowedBy(tree: Tree, parent: Node, child: Node): Responses {
  // Nothing at the top of a file is left early.
  const list = parent.type === 'Program' ? undefined : statementsOf(parent);
  if (list) {
    const before = afterExits(tree, list, child);
    return parent.type === 'SwitchCase' ? before & casesReaching(tree, parent) : before;
  }
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression': {
      const test = outcomeOf(tree, parent.test);
      if (child === parent.consequent) return test.whenTrue;
      return child === parent.alternate ? test.whenFalse : ANY;
    }
    case 'LogicalExpression': {
      if (child !== parent.right || parent.operator === '??') return ANY;
      const left = outcomeOf(tree, parent.left);
      return parent.operator === '&&' ? left.whenTrue : left.whenFalse;
    }
    case 'WhileStatement':
    case 'ForStatement':
      return child === parent.body && parent.test ? outcomeOf(tree, parent.test).whenTrue : ANY;
    default:
      return ANY;
  }
}

/** What is left after the statements before `child` that leave the list: `if (status !== 403) return response;`. */
function afterExits(tree: Tree, list: readonly Node[], child: Node): Responses {
  let responses = ANY;
  for (const statement of list) {
    if (statement === child) break;
    if (statement.type !== 'IfStatement') continue;
    const test = outcomeOf(tree, statement.test);
    if (alwaysExits(statement.consequent)) responses &= test.whenFalse;
    if (statement.alternate && alwaysExits(statement.alternate)) responses &= test.whenTrue;
  }
  return responses;
}

function casesReaching(tree: Tree, switchCase: NodeOf<'SwitchCase'>): Responses {
  const parent = tree.parentOf(switchCase);
  if (parent?.type !== 'SwitchStatement') return ANY;
  const matches = (each: NodeOf<'SwitchCase'>): Responses => {
    if (!each.test)
      return ANY & ~parent.cases.reduce((seen, { test }) => (test ? seen | literal(test) : seen), 0);
    return literal(each.test) || ANY;
  };
  // `switch (true)` holds conditions; any other switch compares its discriminant with each case.
  const isTrue = parent.discriminant.type === 'Literal' && parent.discriminant.value === true;
  const literal = (test: Node): Responses =>
    isTrue
      ? outcomeOf(tree, test).whenTrue
      : ((comparedWith(tree, test) ?? resultOutcome(tree, parent.discriminant, test))?.whenTrue ?? 0);
  let responses = matches(switchCase);
  for (let i = parent.cases.indexOf(switchCase) - 1; i >= 0; i--) {
    const earlier = parent.cases[i]!;
    if (earlier.consequent.some(alwaysExits)) break;
    responses |= matches(earlier);
  }
  return responses;
}

/** Whether the cases of a `switch` tell responses apart, so that nothing else decides which of them runs. */
export function switchesOnResponses(tree: Tree, { discriminant, cases }: NodeOf<'SwitchStatement'>): boolean {
  return cases.some(
    ({ test }) => test && (comparedWith(tree, test) ?? resultOutcome(tree, discriminant, test)) !== undefined,
  );
}

/** Evaluates a condition over the sets. What is not understood lets everything through both ways. */
export function outcomeOf(tree: Tree, condition: Node, depth = 0): Outcome {
  if (depth > 8) return UNKNOWN;
  const node = unwrap(condition);
  const inner = (each: Node) => outcomeOf(tree, each, depth + 1);
  switch (node.type) {
    case 'Literal':
      return node.value || 'regex' in node ? ALWAYS : NEVER;
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'NewExpression':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return ALWAYS;
    case 'UnaryExpression':
      if (node.operator === 'void') return NEVER;
      return node.operator === '!' ? negated(inner(node.argument)) : UNKNOWN;
    case 'LogicalExpression': {
      if (node.operator === '??') return UNKNOWN;
      const [left, right] = [inner(node.left), inner(node.right)];
      return node.operator === '&&'
        ? {
            whenTrue: left.whenTrue & right.whenTrue,
            whenFalse: left.whenFalse | (left.whenTrue & right.whenFalse),
          }
        : {
            whenTrue: left.whenTrue | (left.whenFalse & right.whenTrue),
            whenFalse: left.whenFalse & right.whenFalse,
          };
    }
    case 'ConditionalExpression': {
      const [test, yes, no] = [inner(node.test), inner(node.consequent), inner(node.alternate)];
      return {
        whenTrue: (test.whenTrue & yes.whenTrue) | (test.whenFalse & no.whenTrue),
        whenFalse: (test.whenTrue & yes.whenFalse) | (test.whenFalse & no.whenFalse),
      };
    }
    case 'BinaryExpression':
      return comparison(tree, node);
    case 'CallExpression':
      return callOutcome(tree, node, depth);
    case 'Identifier':
      return flagOutcome(tree, node, depth);
    case 'MemberExpression': {
      const name = propertyName(tree, node) ?? '';
      if (name === 'ok') return { whenTrue: STATUS_REST, whenFalse: ANY };
      if (namesInsufficientScope(name)) return exactly(INSUFFICIENT_SCOPE);
      // `if (error.challenge)`
      return (
        (isScopeName(name) || /challenge|step_?up/i.test(name)
          ? outcomeOfErrors(tree, node, () => true)
          : undefined) ?? UNKNOWN
      );
    }
    default:
      return UNKNOWN;
  }
}

function comparison(tree: Tree, node: NodeOf<'BinaryExpression'>): Outcome {
  if (node.operator === 'instanceof') {
    const owner = classBehind(tree, node.right);
    const made = owner && responsesOfErrors(tree, instancesOf(tree, owner));
    if (made !== undefined) return { whenTrue: made, whenFalse: ANY };
    return namesInsufficientScope(declaredName(tree, node.right) ?? '')
      ? exactly(INSUFFICIENT_SCOPE)
      : UNKNOWN;
  }
  const indexOfTest = indexOfOutcome(tree, node);
  if (indexOfTest) return indexOfTest;
  const outcome =
    comparedWith(tree, node.right) ??
    comparedWith(tree, node.left) ??
    resultOutcome(tree, node.left, node.right) ??
    errorOutcome(tree, node.left, node.right);
  if (!outcome) return UNKNOWN;
  if (node.operator === '===' || node.operator === '==') return outcome;
  return node.operator === '!==' || node.operator === '!=' ? negated(outcome) : UNKNOWN;
}

/** What `x === <value>` tells. */
function comparedWith(tree: Tree, value: Node): Outcome | undefined {
  const status = statusOf(tree, value);
  if (status === 401) return exactly(STATUS_401);
  if (status === 403) return exactly(STATUS_403);
  if (status !== undefined) return { whenTrue: STATUS_REST, whenFalse: ANY };
  const text = staticString(tree, value);
  if (text === undefined) return undefined;
  return namesInsufficientScope(text) ? exactly(INSUFFICIENT_SCOPE) : undefined;
}

/** `outcome.kind === 'step-up'`, where a function of this file returned `{ kind: 'step-up', … }` for some responses. */
function resultOutcome(tree: Tree, member: Node, value: Node): Outcome | undefined {
  const place = unwrap(member);
  const text = staticString(tree, value);
  if (place.type !== 'MemberExpression' || text === undefined) return undefined;
  const key = propertyName(tree, place);
  const object = unwrap(place.object);
  const call = unwrap((object.type === 'Identifier' ? constantInit(tree, object) : undefined) ?? object);
  const fn = call.type === 'CallExpression' ? calledFunction(tree, call) : undefined;
  if (!fn || key === undefined || resultsInProgress.has(fn)) return undefined;
  resultsInProgress.add(fn);
  let [whenTrue, whenFalse]: [Responses, Responses] = [0, 0];
  for (const result of returnedBy(tree, fn)) {
    const literal = unwrap(result);
    if (literal.type !== 'ObjectExpression') {
      [whenTrue, whenFalse] = [ANY, ANY];
      break;
    }
    const property = literal.properties.find(
      (each) => each.type === 'Property' && propertyName(tree, each) === key,
    );
    const held = property?.type === 'Property' ? staticString(tree, property.value) : undefined;
    const reached = responsesAt(tree, result, fn);
    if (held === undefined || held === text) whenTrue |= reached;
    if (held !== text) whenFalse |= reached;
  }
  resultsInProgress.delete(fn);
  return whenTrue === 0 && whenFalse === 0 ? undefined : { whenTrue, whenFalse };
}

/** `error.code === 'STEP_UP'`, where errors of this file have that for some responses. */
function errorOutcome(tree: Tree, member: Node, value: Node): Outcome | undefined {
  const text = staticString(tree, value);
  if (text === undefined) return undefined;
  const isEqual = (held: Node) => staticString(tree, held) === text;
  return outcomeOfErrors(tree, member, isEqual);
}

/** What a property of a caught error tells, by the errors of this file for which it is as asked. */
function outcomeOfErrors(tree: Tree, member: Node, isAsked: (value: Node) => boolean): Outcome | undefined {
  const place = unwrap(member);
  const object = place.type === 'MemberExpression' ? unwrap(place.object) : undefined;
  const variable = object?.type === 'Identifier' ? tree.variableOf(object) : undefined;
  const key = place.type === 'MemberExpression' ? propertyName(tree, place) : undefined;
  if (!variable || key === undefined) return undefined;
  const errors = errorsHeldBy(tree, variable).filter((each) => {
    const part = partOfError(tree, each, key);
    return !!part && isAsked(part.value);
  });
  const made = responsesOfErrors(tree, errors);
  return made === undefined ? undefined : { whenTrue: made, whenFalse: ANY };
}

/** The responses on which errors are made, if there are any and it is not on all of them. */
function responsesOfErrors(tree: Tree, errors: readonly Node[]): Responses | undefined {
  let responses = 0;
  for (const error of errors) {
    if (errorsInProgress.has(error)) return undefined;
    errorsInProgress.add(error);
    responses |= responsesAt(tree, error);
    errorsInProgress.delete(error);
  }
  return errors.length === 0 || responses === ANY ? undefined : responses;
}

const errorsInProgress = new Set<Node>();

const resultsInProgress = new Set<FunctionNode>();

/** `header.indexOf('insufficient_scope') !== -1` and its relatives. */
function indexOfOutcome(tree: Tree, node: NodeOf<'BinaryExpression'>): Outcome | undefined {
  const call = unwrap(node.left);
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return undefined;
  if (!['indexOf', 'search'].includes(propertyName(tree, call.callee) ?? '')) return undefined;
  if (!mentionsInsufficientScope(tree, call.arguments[0])) return undefined;
  const found = exactly(INSUFFICIENT_SCOPE);
  switch (node.operator) {
    case '!==':
    case '!=':
    case '>=':
    case '>':
      return found;
    case '===':
    case '==':
    case '<':
      return negated(found);
    default:
      return undefined;
  }
}

function callOutcome(tree: Tree, call: NodeOf<'CallExpression'>, depth: number): Outcome {
  const fn = calledFunction(tree, call);
  if (fn) return predicateOutcome(tree, fn, depth);
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee) ?? '';
  const [first] = call.arguments;
  if (name === 'Boolean' && first) return outcomeOf(tree, first, depth + 1);
  if (callee.type === 'MemberExpression' && first) {
    if (name === 'test' || name === 'exec') {
      return regexMentions(tree, callee.object) ? exactly(INSUFFICIENT_SCOPE) : UNKNOWN;
    }
    if (mentionsInsufficientScope(tree, first) && /^(?:includes|match|has|startsWith)$/.test(name)) {
      return exactly(INSUFFICIENT_SCOPE);
    }
    if (name === 'includes' || name === 'has') return membership(tree, callee.object) ?? UNKNOWN;
  }
  return namesInsufficientScope(name) ? exactly(INSUFFICIENT_SCOPE) : UNKNOWN;
}

function regexMentions(tree: Tree, node: Node): boolean {
  const value = unwrap(node);
  const regex = value.type === 'Identifier' ? (constantInit(tree, value) ?? value) : value;
  return mentionsInsufficientScope(tree, regex);
}

/** A predicate of this file: the responses with which it returns what is truthy, and those with which not. */
function predicateOutcome(tree: Tree, fn: FunctionNode, depth: number): Outcome {
  const known = predicates.get(fn);
  if (known) return known;
  const results = returnedBy(tree, fn);
  if (depth > 4 || results.length === 0) return UNKNOWN;
  // Nothing is known of a predicate while it is being read: it may call itself.
  predicates.set(fn, UNKNOWN);
  // A body that ends without `return` gives `undefined`.
  let [whenTrue, whenFalse]: [Responses, Responses] = [0, fn.body && !alwaysExits(fn.body) ? ANY : 0];
  for (const result of results) {
    const reached = result === fn.body ? ANY : responsesAt(tree, result, fn);
    const outcome = outcomeOf(tree, result, depth + 1);
    whenTrue |= reached & outcome.whenTrue;
    whenFalse |= reached & outcome.whenFalse;
  }
  const outcome = { whenTrue, whenFalse };
  predicates.set(fn, outcome);
  return outcome;
}

const predicates = new WeakMap<FunctionNode, Outcome>();

/** A flag: a constant that holds a condition, or a name that says `insufficientScope`. */
function flagOutcome(tree: Tree, identifier: NodeOf<'Identifier'>, depth: number): Outcome {
  if (identifier.name === 'undefined') return NEVER;
  const init = constantInit(tree, identifier);
  if (init && unwrap(init) !== identifier) {
    const outcome = outcomeOf(tree, init, depth + 1);
    if (outcome !== UNKNOWN) return outcome;
  }
  const assigned = assignedOnce(tree, identifier);
  if (assigned) return { whenTrue: outcomeOf(tree, assigned, depth + 1).whenTrue, whenFalse: ANY };
  const definition = tree.variableOf(identifier)?.defs[0];
  const key =
    definition?.node.type === 'VariableDeclarator'
      ? destructuredKey(tree, definition.node.id, definition.name)
      : undefined;
  return namesInsufficientScope(key ?? identifier.name) ? exactly(INSUFFICIENT_SCOPE) : UNKNOWN;
}

/** The condition that a flag is set to, where that is its only value but `false`. */
function assignedOnce(tree: Tree, identifier: Node): Node | undefined {
  const variable = tree.variableOf(identifier);
  const declarator = variable?.defs[0]?.node;
  if (!variable || declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier')
    return undefined;
  const { init } = declarator;
  if (init && !(init.type === 'Literal' && init.value === false)) return undefined;
  const writes = variable.references.filter((each) => each.isWrite() && each.identifier !== declarator.id);
  const write = writes.length === 1 ? tree.parentOf(writes[0]!.identifier) : undefined;
  return write?.type === 'AssignmentExpression' && write.operator === '=' ? write.right : undefined;
}
