import type { Node, NodeOf } from './ast.ts';
import { unresolvedMetadata } from './client-metadata.ts';
import { returnedBy } from './functions.ts';
import { declaredName, propertyName } from './names.ts';
import { sdkImport, sdkOf } from './sdk-import.ts';
import { requiredModule } from './required-module.ts';
import { isFunction, unwrap, type ClassNode, type FunctionNode, type Tree } from './tree.ts';
import { memberSourcesOf, sourcesOf, type ValueSource } from './value-sources.ts';

/** An `OAuthClientProvider` that a file has: a class, or an object. */
type Provider = ClassNode | NodeOf<'ObjectExpression'>;

/**
 * Where the providers of a file say what their client registers with, and leave out what SDK v1 does not fill in. v2 fills
 * it in.
 */
export function* unresolvedProviders(tree: Tree): Generator<Node> {
  if (!usesSdkV1(tree)) return;
  for (const node of tree.nodes) {
    if (node.type === 'ObjectExpression' || isClass(node)) {
      if (registers(tree, node))
        yield* unresolvedMetadata(tree, sourcesIn(tree, node, 'clientMetadata').filter(isLiteral));
    }
  }
}

function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || (node.type as string) === 'ClassExpression';
}

function isLiteral({ node, path }: ValueSource): boolean {
  return path.length === 0 && unwrap(node).type === 'ObjectExpression';
}

/** The members of a provider besides `clientMetadata`. One of them and it are enough to know one. */
const OTHERS = ['redirectUrl', 'redirectToAuthorization', 'saveTokens', 'saveCodeVerifier', 'codeVerifier'];

/** Whether a client of a provider may be registered: it is not known before, neither by an id nor by a URL. */
function registers(tree: Tree, provider: Provider): boolean {
  const names = namesIn(tree, provider);
  if (!names.has('clientMetadata') || !OTHERS.some((name) => names.has(name))) return false;
  if (names.has('clientMetadataUrl') || isMock(tree, provider)) return false;
  const mayInherit =
    provider.type === 'ObjectExpression'
      ? provider.properties.some(({ type }) => type === 'SpreadElement')
      : !!provider.superClass;
  return (names.has('saveClientInformation') || mayInherit) && !isRegisteredBefore(tree, provider);
}

function namesIn(tree: Tree, provider: Provider): ReadonlySet<string> {
  const names = new Set<string>();
  for (const member of membersOf(provider)) {
    if (
      member.type === 'Property' ||
      member.type === 'MethodDefinition' ||
      member.type === 'PropertyDefinition'
    )
      names.add(propertyName(tree, member) ?? '');
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const param of member.value.params as readonly Node[]) {
      const name = param.type === 'TSParameterProperty' ? param.parameter : undefined;
      if (name?.type === 'Identifier') names.add(name.name);
    }
  }
  return names;
}

function membersOf(provider: Provider): readonly Node[] {
  return provider.type === 'ObjectExpression' ? provider.properties : provider.body.body;
}

function sourcesIn(tree: Tree, provider: Provider, name: string): readonly ValueSource[] {
  if (provider.type !== 'ObjectExpression') return memberSourcesOf(tree, provider, name);
  return provider.properties.flatMap((property) => {
    if (property.type !== 'Property' || propertyName(tree, property) !== name) return [];
    const { kind, value } = property;
    return (kind === 'get' ? returnedBy(tree, value as FunctionNode) : [value]).flatMap((each) =>
      sourcesOf(tree, each),
    );
  });
}

/** Whether `clientInformation()` has an answer from the start, whatever is saved later. */
function isRegisteredBefore(tree: Tree, provider: Provider): boolean {
  const member = membersOf(provider).find(
    (each) =>
      (each.type === 'Property' || each.type === 'MethodDefinition' || each.type === 'PropertyDefinition') &&
      propertyName(tree, each) === 'clientInformation',
  );
  const fn = member && 'value' in member ? (member.value as Node | null) : undefined;
  if (!isFunction(fn)) return false;
  const sources = returnedBy(tree, fn).flatMap((each) => sourcesOf(tree, each));
  return sources.some(isLiteral) && sources.every((each) => isLiteral(each) || isSaved(tree, each));
}

/** The parameter of `saveClientInformation`, which is first called after a registration. */
function isSaved(tree: Tree, { node, path }: ValueSource): boolean {
  const definition =
    node.type === 'Identifier' && path.length === 0 ? tree.variableOf(node)?.defs[0] : undefined;
  const parent = definition && tree.parentOf(definition.node);
  return (
    (parent?.type === 'MethodDefinition' || parent?.type === 'Property') &&
    propertyName(tree, parent) === 'saveClientInformation'
  );
}

/** Whether members of a provider are stubs of a test: `vi.fn()`, `sinon.stub()`. */
function isMock(tree: Tree, provider: Provider): boolean {
  return membersOf(provider).some((member) => {
    const value = 'value' in member ? (member.value as Node | null) : undefined;
    const call = value && unwrap(value);
    return (
      call?.type === 'CallExpression' && /^(?:fn|stub|fake|spy)$/.test(declaredName(tree, call.callee) ?? '')
    );
  });
}

/** Whether a file imports the official SDK v1, types included, and not v2. */
function usesSdkV1(tree: Tree): boolean {
  let found = false;
  for (const node of tree.nodes) {
    const module =
      node.type === 'ImportDeclaration'
        ? node.source.value
        : node.type === 'CallExpression'
          ? requiredModule(node, /^__import/)
          : undefined;
    if (module !== undefined && sdkOf(module) === 'v2') return false;
    const listed = module === undefined ? undefined : tree.unit.sdkModules?.(module);
    if (listed === 'v2') return false;
    found ||= module !== undefined && (sdkOf(module) === 'v1' || listed !== undefined);
    if (node.type === 'TSClassImplements') found ||= sdkImport(tree, node.expression)?.sdk === 'v1';
  }
  return found;
}
