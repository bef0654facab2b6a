import type { Node } from './ast.ts';

/** Whether control never runs past a statement. */
export function alwaysExits(statement: Node): boolean {
  switch (statement.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
    case 'BreakStatement':
      return true;
    case 'BlockStatement':
      return statement.body.some(alwaysExits);
    case 'IfStatement':
      return !!statement.alternate && alwaysExits(statement.consequent) && alwaysExits(statement.alternate);
    case 'TryStatement':
      return (
        (!!statement.finalizer && alwaysExits(statement.finalizer)) ||
        (alwaysExits(statement.block) && (!statement.handler || alwaysExits(statement.handler.body)))
      );
    default:
      return false;
  }
}
