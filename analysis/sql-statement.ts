import type { Node, NodeOf } from './ast.ts';
import { constantInit, declaredName, staticString } from './names.ts';
import { unwrap, type Tree } from './tree.ts';

/** A column that keeps a requested scope, and not what a server missed. */
const WRITES_SCOPE = /^\s*(?:update|insert|replace)\b[^;]*\b(?:requested_|granted_|oauth_)?scopes?\b/i;

/** Whether a call runs an SQL statement that writes a column of scopes: `db.run('UPDATE …', […])`, `statement.run(…)`. */
export function writesScopeBySql(tree: Tree, call: NodeOf<'CallExpression'>): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  if (!/^(?:run|exec|execute|query|none|prepare|bind)$/.test(declaredName(tree, callee) ?? '')) return false;
  const sql = staticString(tree, call.arguments[0]) ?? preparedSql(tree, callee.object);
  return sql !== undefined && WRITES_SCOPE.test(sql);
}

/** The statement of `const save = db.prepare('UPDATE …')`. */
function preparedSql(tree: Tree, statement: Node): string | undefined {
  const node = unwrap(statement);
  const init = node.type === 'Identifier' ? constantInit(tree, node) : node;
  const call = init && unwrap(init);
  return call?.type === 'CallExpression' && declaredName(tree, call.callee) === 'prepare'
    ? staticString(tree, call.arguments[0])
    : undefined;
}
