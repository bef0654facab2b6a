import { describe, expect, it } from 'vitest';
import { packageRuntime } from '../edits/decide.ts';
import { namesFor, type RuntimeImports } from '../edits/import-runtime.ts';
import { reexportEdits } from '../edits/reexport.ts';
import { applyEdits } from '../edits/text-edit.ts';
import { parse } from '../transforms/parse.ts';

const beside: RuntimeImports = () => ({ module: './mcp-scope-runtime.js' });

function reexported(text: string, runtime: RuntimeImports = beside): string {
  const unit = parse(text, 'errors.ts');
  const names = namesFor(unit, runtime);
  return applyEdits(text, reexportEdits(unit, ['InsufficientScopeError'], runtime, names));
}

describe('a name of the runtime is exported', () => {
  it.each([
    [
      'by an ES module, behind its imports',
      "import { a } from './a.js';\n\nexport class E {}\n",
      "import { a } from './a.js';\nexport { InsufficientScopeError } from './mcp-scope-runtime.js';\n\nexport class E {}\n",
    ],
    [
      'by one that imports it already',
      "import { InsufficientScopeError } from './mcp-scope-runtime.js'\r\nexport class E {}\r\n",
      "import { InsufficientScopeError } from './mcp-scope-runtime.js'\r\nexport { InsufficientScopeError } from './mcp-scope-runtime.js'\r\nexport class E {}\r\n",
    ],
    [
      'by one without imports',
      'export class E {}\n',
      "export { InsufficientScopeError } from './mcp-scope-runtime.js';\nexport class E {}\n",
    ],
    [
      'by CommonJS, behind its requires',
      '"use strict";\nexports.E = void 0;\nconst a_js_1 = require("./a.js");\nclass E {}\nexports.E = E;\n',
      '"use strict";\nexports.E = void 0;\nconst a_js_1 = require("./a.js");\nexports.InsufficientScopeError = InsufficientScopeError;\nclass E {}\nexports.E = E;\n',
    ],
    [
      'by the name that it has there',
      'const { InsufficientScopeError: Insufficient } = require("./mcp-scope-runtime.js");\nexports.E = 1;\n',
      'const { InsufficientScopeError: Insufficient } = require("./mcp-scope-runtime.js");\nexports.InsufficientScopeError = Insufficient;\nexports.E = 1;\n',
    ],
    [
      'in the object that module.exports is',
      "const a = require('./a');\nmodule.exports = {\n  E,\n  F,\n};\n",
      "const a = require('./a');\nmodule.exports = {\n  E,\n  F,\n  InsufficientScopeError,\n};\n",
    ],
    [
      'in such an object on one line',
      "const a = require('./a');\nmodule.exports = { E, F };\n",
      "const a = require('./a');\nmodule.exports = { E, F, InsufficientScopeError };\n",
    ],
    [
      'behind what module.exports is',
      "const a = require('./a');\nmodule.exports = E;\n",
      "const a = require('./a');\nmodule.exports = E;\nmodule.exports.InsufficientScopeError = InsufficientScopeError;\n",
    ],
  ])('%s', (_name, before, after) => {
    expect(reexported(before)).toBe(after);
    expect(reexported(after)).toBe(after);
  });

  it('from the package', () => {
    expect(reexported('export class E {}\n', packageRuntime)).toBe(
      "export { InsufficientScopeError } from 'mcp-scope-codemod/runtime';\nexport class E {}\n",
    );
  });

  it.each([
    'export class InsufficientScopeError extends Error {}\n',
    "export { Foo as InsufficientScopeError } from './foo.js';\n",
    "export * from './mcp-scope-runtime.js';\n",
    "export * from 'mcp-scope-codemod/runtime';\n",
    'exports.E = exports.InsufficientScopeError = void 0;\n',
    'module.exports = { InsufficientScopeError };\n',
    'class E {}\nexport = E;\n',
  ])('but not by %s', (text) => {
    expect(reexported(text)).toBe(text);
  });
});
