import type { Node, NodeOf } from './ast.ts';
import { descendantsOf, nodesIn } from './functions.ts';
import { rootOf } from './handled-step-up.ts';
import { declaredName, propertyName } from './names.ts';
import { callTextOf } from './repeated-request.ts';
import { isSourceInReach } from './source-in-reach.ts';
import type { Range } from './source-unit.ts';
import { partsAt, type MissingPart, type StatementPlace, type StepUpParts } from './step-up-answer.ts';
import {
  isFunction,
  isWithin,
  rangeOf,
  statementInList,
  statementsOf,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { statusReadIn, type UnauthorizedGate } from './unauthorized-gate.ts';

/**
 * How an `EventSource` can step up. What its `fetch` throws would make it connect again and again, so that function only
 * notes the challenge, and the handler of errors, which is told the status, steps up.
 */
export interface StreamStepUpPlan {
  readonly is: 'stream';
  readonly parts: StepUpParts;
  /** Before this statement the note is declared. */
  readonly declared: Range;
  readonly hasTypes: boolean;
  /** Where the `fetch` of the stream looks at its response. */
  readonly seen: StatementPlace;
  /** Where the handler knows that the event is no 401, and the name of the event. */
  readonly failed: StatementPlace;
  readonly event: string;
  /** Source text that opens the stream once more. */
  readonly request: string;
  readonly resolve: string;
  readonly reject: string;
  /** The statements by which the handler reports an error, and what they call it. */
  readonly report: readonly string[];
  readonly error: string;
}

export function streamStepUpFor(tree: Tree, gate: UnauthorizedGate): StreamStepUpPlan | MissingPart {
  const missing: MissingPart = { is: 'missing', part: 'request' };
  const root = rootOf(tree, gate.subject);
  const seen = root && streamFetchIn(tree, root);
  const settled = settlersIn(tree, gate);
  const declared = root?.body && statementAround(root.body, gate.statement);
  const request = root && callTextOf(tree, root, gate.statement);
  if (!seen || !settled || !declared || request === undefined || gate.side !== 'behind') return missing;
  const there = partsAt(tree, gate, seen.response, seen.statement, STREAM);
  if (there.is === 'missing') return there;
  return {
    is: 'stream',
    parts: there.parts,
    declared: rangeOf(declared),
    hasTypes: tree.nodes.some(({ type }) => type === 'TSTypeAnnotation'),
    seen: { side: seen.side, statement: rangeOf(seen.statement) },
    failed: { side: 'behind', statement: rangeOf(gate.statement) },
    event: gate.subject.name,
    request,
    ...settled,
    ...reportBehind(tree, gate),
  };
}

/** An event source only ever gets. */
const STREAM = { is: 'named', name: 'GET' } as const;

interface StreamFetch {
  readonly response: NodeOf<'Identifier'>;
  readonly statement: Node;
  readonly side: StatementPlace['side'];
}

/** The function that an `EventSource` is given to fetch by, and where it looks at its response or returns it. */
function streamFetchIn(tree: Tree, root: FunctionNode): StreamFetch | undefined {
  for (const node of descendantsOf(tree, root)) {
    if (node.type !== 'NewExpression' || !/EventSource/.test(declaredName(tree, node.callee) ?? '')) continue;
    const options = node.arguments[1] && unwrap(node.arguments[1]);
    if (options?.type !== 'ObjectExpression') continue;
    for (const each of options.properties) {
      if (each.type !== 'Property' || propertyName(tree, each) !== 'fetch' || !isFunction(each.value))
        continue;
      return lookAtResponse(tree, each.value);
    }
  }
  return undefined;
}

function lookAtResponse(tree: Tree, fetch: FunctionNode): StreamFetch | undefined {
  let returned: StreamFetch | undefined;
  for (const node of nodesIn(tree, fetch)) {
    if (node.type === 'IfStatement' && !node.alternate && statementInList(tree, node)?.statement === node) {
      const read = statusReadIn(tree, node.test);
      if (read) return { response: read.subject, statement: node, side: 'behind' };
    }
    if (node.type === 'ReturnStatement' && node.argument?.type === 'Identifier')
      returned = { response: node.argument, statement: node, side: 'before' };
  }
  return returned;
}

/** `.then(resolve, reject)` in what answers the 401. */
function settlersIn(
  tree: Tree,
  { statement }: UnauthorizedGate,
): Pick<StreamStepUpPlan, 'resolve' | 'reject'> | undefined {
  for (const node of descendantsOf(tree, statement)) {
    if (node.type !== 'CallExpression' || node.arguments.length !== 2) continue;
    const [resolve, reject] = node.arguments;
    if (
      declaredName(tree, node.callee) !== 'then' ||
      resolve?.type !== 'Identifier' ||
      reject?.type !== 'Identifier'
    )
      continue;
    if ([resolve, reject].every((each) => isSourceInReach(tree, each, statement)))
      return { resolve: resolve.name, reject: reject.name };
  }
  return undefined;
}

/** What the handler does with the error that it makes of any other event. */
function reportBehind(
  tree: Tree,
  { statement }: UnauthorizedGate,
): Pick<StreamStepUpPlan, 'report' | 'error'> {
  const owner = tree.parentOf(statement);
  const list = (owner && statementsOf(owner)) ?? [];
  const after = list.slice(list.indexOf(statement) + 1);
  for (const each of after) {
    const [declarator] = each.type === 'VariableDeclaration' ? each.declarations : [];
    if (declarator?.id.type !== 'Identifier' || declarator.init?.type !== 'NewExpression') continue;
    const uses = tree.variableOf(declarator.id)?.references.map(({ identifier }) => identifier) ?? [];
    const report = after.filter(
      (other) => other.type === 'ExpressionStatement' && uses.some((use) => isWithin(use, other)),
    );
    if (report.length > 0)
      return { report: report.map((other) => textOf(tree, other)), error: declarator.id.name };
  }
  return { report: [], error: 'error' };
}

/** The statement of a body that a place stands in. */
function statementAround(body: Node, place: Node): Node | undefined {
  return statementsOf(body)?.find((each) => isWithin(place, each));
}
