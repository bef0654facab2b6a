import type { Node } from './ast.ts';
import type { HttpPost } from './http-post.ts';
import { declaredName, propertyName, staticString } from './names.ts';
import { enclosingFunction, textOf, unwrap, type Tree } from './tree.ts';
import { isTokenEndpointName, type UrlOrigin } from './url-origin.ts';
import { sourcesOf } from './value-sources.ts';

/**
 * Whether a POST is a token request (RFC 6749 §4): its body has a `grant_type`, or it goes to what the metadata of an
 * authorization server calls its token endpoint (RFC 8414 §2), or a form to what the code calls so.
 */
export function isTokenPost(tree: Tree, { call, body }: HttpPost, origins: readonly UrlOrigin[]): boolean {
  if (origins.some(({ name }) => name === 'token_endpoint') || hasGrantType(tree, body)) return true;
  return isSentAsForm(tree, call) && origins.some(isCalledTokenEndpoint);
}

/** Whether a URL comes from something that is called a token endpoint: a property, a parameter, a variable. */
export function isCalledTokenEndpoint({ name, way }: UrlOrigin): boolean {
  return (
    isTokenEndpointName(name) || way.some(({ variable, path }) => !path && isTokenEndpointName(variable.name))
  );
}

function isSentAsForm(tree: Tree, call: Node): boolean {
  return textOf(tree, enclosingFunction(tree, call) ?? call).includes('x-www-form-urlencoded');
}

function hasGrantType(tree: Tree, body: Node, depth = 0): boolean {
  if (depth > 5) return false;
  const inner = (each: Node | undefined): boolean =>
    !!each && each.type !== 'SpreadElement' && hasGrantType(tree, each, depth + 1);
  return sourcesOf(tree, body).some(({ node: source, path, way }) => {
    if (way.some(({ variable, path: rest }) => !rest && isGivenGrantType(tree, variable))) return true;
    if (path.length > 0) return false;
    const node = unwrap(source);
    switch (node.type) {
      case 'ObjectExpression':
        return node.properties.some((each) =>
          each.type === 'SpreadElement' ? inner(each.argument) : propertyName(tree, each) === 'grant_type',
        );
      case 'ArrayExpression':
        return node.elements.some(
          (each) => each?.type === 'ArrayExpression' && staticString(tree, each.elements[0]) === 'grant_type',
        );
      case 'Literal':
        return typeof node.value === 'string' && GRANT_TYPE.test(node.value);
      case 'TemplateLiteral':
        return node.quasis.some(({ value }) => GRANT_TYPE.test(value.raw));
      case 'BinaryExpression':
        return inner(node.left) || inner(node.right);
      case 'NewExpression':
        return inner(node.arguments[0]);
      case 'CallExpression': {
        const callee = unwrap(node.callee);
        if (
          callee.type === 'MemberExpression' &&
          declaredName(tree, callee) === 'toString' &&
          inner(callee.object)
        )
          return true;
        return /^(?:stringify|String|encode|from|fromEntries|assign)$/.test(declaredName(tree, callee) ?? '')
          ? node.arguments.some(inner)
          : false;
      }
      default:
        return false;
    }
  });
}

const GRANT_TYPE = /(?:^|[&?"'])grant_type["']?[=:]/;

/** `params.set('grant_type', …)`, `body.grant_type = …` */
function isGivenGrantType(
  tree: Tree,
  { references }: { readonly references: readonly { readonly identifier: Node }[] },
): boolean {
  return references.some(({ identifier }) => {
    const member = tree.parentOf(identifier);
    if (member?.type !== 'MemberExpression' || member.object !== identifier) return false;
    const parent = tree.parentOf(member);
    const name = propertyName(tree, member);
    if (parent?.type === 'AssignmentExpression') return parent.left === member && name === 'grant_type';
    if (parent?.type !== 'CallExpression' || parent.callee !== member) return false;
    return (name === 'set' || name === 'append') && staticString(tree, parent.arguments[0]) === 'grant_type';
  });
}
