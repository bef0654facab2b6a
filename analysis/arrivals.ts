import type { Node, NodeOf } from './ast.ts';
import { functionBehind, outerCallSitesOf } from './functions.ts';
import { declaredName, staticString } from './names.ts';
import { sameSlot, slotOf } from './slots.ts';
import { unwrap, type FunctionNode, type Tree } from './tree.ts';

/** A way by which control comes into a function from outside it, and what it is given. */
export interface Arrival {
  readonly call: NodeOf<'CallExpression'>;
  readonly args: readonly Node[];
}

/** The calls of a function, and for a listener the places of this file that emit its event. */
export function arrivalsAt(tree: Tree, fn: FunctionNode): readonly Arrival[] {
  const calls = outerCallSitesOf(tree, fn).map((call) => ({ call, args: call.arguments }));
  return [...calls, ...emissionsTo(tree, fn)];
}

/** The places of this file that run a listener by emitting its event. */
export function emissionsTo(tree: Tree, fn: FunctionNode): readonly Arrival[] {
  return (eventsOf(tree).listeners.get(fn) ?? []).flatMap((each) => emissionsFor(tree, each));
}

/** The listeners of this file that a call runs by emitting their event. */
export function listenersOf(tree: Tree, call: NodeOf<'CallExpression'>): readonly FunctionNode[] {
  const { emissions, listeners } = eventsOf(tree);
  if (!emissions.some((each) => each.call === call)) return [];
  return [...listeners].flatMap(([fn, heard]) =>
    heard.some((each) => emissionsFor(tree, each).some((emission) => emission.call === call)) ? [fn] : [],
  );
}

interface OfEvent {
  readonly event: string;
  /** The emitter. */
  readonly receiver: Node;
}
type Emission = Arrival & OfEvent;

interface Events {
  readonly listeners: ReadonlyMap<FunctionNode, readonly OfEvent[]>;
  readonly emissions: readonly Emission[];
}

const LISTENS = /^(?:on|once|addListener|prependListener|addEventListener|subscribe)$/;
const EMITS = /^(?:emit|emitAsync|emitSerial|dispatchEvent|publish|trigger|fire)$/;

const events = new WeakMap<Tree, Events>();

function eventsOf(tree: Tree): Events {
  const known = events.get(tree);
  if (known) return known;
  const listeners = new Map<FunctionNode, OfEvent[]>();
  const emissions: Emission[] = [];
  for (const call of tree.nodes) {
    if (call.type !== 'CallExpression') continue;
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression') continue;
    const name = declaredName(tree, callee) ?? '';
    const [first, second] = call.arguments;
    if (!first) continue;
    if (LISTENS.test(name) && second) {
      const event = staticString(tree, first);
      const fn = event === undefined ? undefined : functionBehind(tree, withoutBind(tree, second));
      if (fn) listeners.set(fn, [...(listeners.get(fn) ?? []), { event: event!, receiver: callee.object }]);
    } else if (EMITS.test(name)) {
      const emitted = emittedBy(tree, first, call.arguments.slice(1));
      if (emitted) emissions.push({ call, receiver: callee.object, ...emitted });
    }
  }
  const found = { listeners, emissions };
  events.set(tree, found);
  return found;
}

/** `emit('name', …args)`; `dispatchEvent(new CustomEvent('name', { detail }))`, where listeners read `event.detail`. */
function emittedBy(
  tree: Tree,
  first: Node,
  rest: readonly Node[],
): { readonly event: string; readonly args: readonly Node[] } | undefined {
  const made = unwrap(first);
  const isEvent = made.type === 'NewExpression';
  const event = staticString(tree, isEvent ? made.arguments[0] : made);
  return event === undefined ? undefined : { event, args: isEvent ? made.arguments.slice(1) : rest };
}

/** `this.onChallenge.bind(this)` */
function withoutBind(tree: Tree, listener: Node): Node {
  const call = unwrap(listener);
  if (call.type !== 'CallExpression') return call;
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && declaredName(tree, callee) === 'bind' ? callee.object : call;
}

/** Names that many emitters have, so that the emitter must be the same beyond doubt. */
const COMMON = /^(?:error|data|close|message|change|end|open|finish|ready|response|request)$/;

function emissionsFor(tree: Tree, { event, receiver }: OfEvent): readonly Emission[] {
  return eventsOf(tree).emissions.filter((each) => {
    if (each.event !== event) return false;
    if (!COMMON.test(event)) return true;
    return sameSlot(slotOf(tree, receiver), slotOf(tree, each.receiver));
  });
}
