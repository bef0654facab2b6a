import type { Node, NodeOf } from './ast.ts';
import { propertyName, staticString } from './names.ts';
import { sdkImport } from './sdk-import.ts';
import { enclosingClass, unwrap, type Tree } from './tree.ts';

/** A place that makes a transport of SDK v1 with options: `new StreamableHTTPClientTransport(url, options)`, `super(…)`. */
export interface TransportConstruction {
  readonly call: NodeOf<'NewExpression'> | NodeOf<'CallExpression'>;
  /** The class, or `super`. */
  readonly callee: Node;
  /** The specifier that the class comes from, as written, and the name that it is exported by. */
  readonly module: string;
  readonly name: 'StreamableHTTPClientTransport' | 'SSEClientTransport';
  readonly url: Node;
  readonly options: Node;
}

/** The transports that a file makes. v2 steps up by itself, and a mocked module makes none that would send anything. */
export function* transportConstructions(tree: Tree): Generator<TransportConstruction> {
  for (const call of tree.nodes) {
    if (call.type !== 'NewExpression' && call.type !== 'CallExpression') continue;
    const made = madeBy(tree, call);
    const [url, options, ...others] = call.arguments;
    if (!made || !url || !options || others.length > 0) continue;
    if (url.type === 'SpreadElement' || options.type === 'SpreadElement') continue;
    if (!isMocked(tree, made.module)) yield { ...made, call, url, options };
  }
}

function madeBy(
  tree: Tree,
  call: TransportConstruction['call'],
): Pick<TransportConstruction, 'callee' | 'module' | 'name'> | undefined {
  const { callee } = call;
  const isSuper = callee.type === 'Super';
  if (isSuper === (call.type === 'NewExpression')) return undefined;
  const made = isSuper ? enclosingClass(tree, call)?.superClass : callee;
  const imported = made && sdkImport(tree, made);
  if (imported?.sdk !== 'v1') return undefined;
  const { module, name } = imported;
  if (name !== 'StreamableHTTPClientTransport' && name !== 'SSEClientTransport') return undefined;
  return { callee, module, name };
}

/** `vi.mock('…/streamableHttp.js')`, `jest.mock(…)`, and the like. */
function isMocked(tree: Tree, module: string): boolean {
  return tree.nodes.some((node) => {
    if (node.type !== 'CallExpression') return false;
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression' || staticString(tree, node.arguments[0]) !== module) return false;
    return /^(?:mock|doMock|unstable_mockModule|module)$/.test(propertyName(tree, callee) ?? '');
  });
}
