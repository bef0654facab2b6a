import type { Node, NodeOf } from './ast.ts';
import { calledFunction } from './functions.ts';
import { declaredName, propertyName, staticString, wordsOf } from './names.ts';
import { isAboutChallenge, isScopeName } from './scope-name.ts';
import { textOf, unwrap, type Tree } from './tree.ts';

export type Call = NodeOf<'CallExpression'> | NodeOf<'NewExpression'>;

/**
 * What a call to code outside this file does with a scope that it is given: asks the authorization server for it,
 * keeps it for a later request, or writes it into the parameters of a request.
 */
export type ScopeUse = 'authorize' | 'keep' | 'parameter';

export function scopeUseOf(tree: Tree, call: Call): ScopeUse | undefined {
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee);
  if (name === 'getSession') return asksForSession(tree, call) ? 'authorize' : undefined;
  if (name === undefined || !MAY_TAKE_SCOPE.test(name) || isReport(tree, callee, name)) return undefined;
  if (call.type === 'CallExpression' && calledFunction(tree, call)) return undefined;
  if (call.type === 'NewExpression') {
    if (name === 'URLSearchParams') return 'parameter';
    const isThrown =
      tree.parentOf(call)?.type === 'ThrowStatement' || /(?:error|exception|event)$/i.test(name);
    return asksForAuthorization(name) && !isThrown ? 'authorize' : undefined;
  }
  const [first] = call.arguments;
  const entry = staticString(tree, first);
  if (/^(?:set|append)$/.test(name)) {
    if (entry === undefined || !isScopeName(entry)) return undefined;
    if (isAboutChallenge(entry)) return undefined;
    return callee.type === 'MemberExpression' && /headers?$/i.test(textOf(tree, callee.object))
      ? undefined
      : 'parameter';
  }
  if (asksForAuthorization(name)) return 'authorize';
  // A method of this name in this file may be the one called, and unite what it is given.
  return keepsRequests(tree, callee, name, entry) && !methodNames(tree).has(name) ? 'keep' : undefined;
}

/** VS Code's `authentication.getSession(provider, scopes, { createIfNone: true })`, which asks the user. */
function asksForSession(tree: Tree, { arguments: args }: Call): boolean {
  const options = args[2] && unwrap(args[2]);
  return (
    options?.type === 'ObjectExpression' &&
    options.properties.some(
      (each) =>
        each.type === 'Property' && /^(?:createIfNone|forceNewSession)$/.test(propertyName(tree, each) ?? ''),
    )
  );
}

/** `saveScope(…)`, `sessions.update({ … })`, `storage.set('scope', …)`: not a page, and not a record of what was denied. */
function keepsRequests(tree: Tree, callee: Node, name: string, entry: string | undefined): boolean {
  const [verb, ...what] = wordsOf(name);
  if (!KEEPS.has(verb ?? '') || isAboutChallenge(name) || isAboutChallenge(entry ?? '')) return false;
  const receiver = callee.type === 'MemberExpression' ? textOf(tree, callee.object) : '';
  if (SHOWS.test(receiver)) return false;
  return what.length === 0 ? STORES.test(receiver) : what.every((word) => KEPT.test(word));
}

const STORES =
  /stor|session|state|cache|db$|collection|repo|provider|token|auth|credential|record|connections|clients/i;
const SHOWS = /audit|log|badge|view|element|window|toast|notif|event|report|metric|analytic|span/i;
const KEPT =
  /^(?:scopes?|sessions?|tokens?|auth|oauth|credentials?|state|grants?|requested|granted|pending|current|one|many|item|value|values|entry|record|records|by|id|user|account|connection|client|server|settings?|config|step|up|effective|new|all)$/;

const methods = new WeakMap<Tree, ReadonlySet<string>>();

function methodNames(tree: Tree): ReadonlySet<string> {
  let names = methods.get(tree);
  if (!names) {
    const found = tree.nodes.flatMap((node) =>
      node.type === 'MethodDefinition' ? (propertyName(tree, node) ?? []) : [],
    );
    methods.set(tree, (names = new Set(found)));
  }
  return names;
}

/** A first look at a name, before it is taken apart. */
const MAY_TAKE_SCOPE =
  /auth|login|sign|consent|step_?up|upscop|token|scope|access|permission|URLSearchParams|^(?:append|save|store|persist|set|update|write|put|remember|upsert|insert)/i;

const KEEPS = new Set([
  'save',
  'store',
  'persist',
  'set',
  'update',
  'write',
  'put',
  'remember',
  'upsert',
  'insert',
]);

/** Whether a call by this name requests authorization, a token or consent. */
export function asksForAuthorization(name: string): boolean {
  const words = wordsOf(name);
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
  if (QUESTIONS.test(words[0] ?? '') || has(/^(?:headers?|error|code|callback|server|metadata)$/))
    return false;
  return (
    has(AUTHORIZES) ||
    /step_?up/i.test(name) ||
    (words.includes('sign') && words.includes('in')) ||
    (has(/^tokens?$/) && has(/^(?:request|fetch|acquire|obtain|get|issue|mint|exchange|ensure)$/)) ||
    (has(/^(?:scopes?|access|permissions?|consent)$/) &&
      has(/^(?:request|upgrade|escalate|elevate|obtain|acquire|widen)$/))
  );
}

const AUTHORIZES =
  /^(?:auth|authori[sz]e|authori[sz]ation|authenticate|authentication|reauth|reauthori[sz]e|reauthenticate|oauth2?|login|signin|unauthori[sz]ed|upscope|upscoping)$/;
const QUESTIONS =
  /^(?:is|has|can|should|needs|requires|log|warn|debug|trace|info|parse|extract|format|assert|validate|check|emit|dispatch|notify|track|report|render|describe|print|count|clear|reset|invalidate|delete|remove|cancel|abort|finish|handle)$/;

/** Logging, telemetry and errors, which only mention a scope. */
function isReport(tree: Tree, callee: Node, name: string): boolean {
  if (/(?:log|warn|error|debug|trace|attribute|event|metric)$/i.test(name)) return true;
  if (callee.type !== 'MemberExpression') return false;
  return /^(?:console|log|logger|debug|tracer|span|telemetry|metrics)$/i.test(
    textOf(tree, unwrap(callee.object)).split(/[.?]+/).at(-1) ?? '',
  );
}
