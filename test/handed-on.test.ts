import { expect, it } from 'vitest';
import { handedOn } from '../analysis/handed-on.ts';
import { parse } from '../transforms/parse.ts';

it.each([
  ["export { auth } from './auth.js';", [{ module: './auth.js', name: 'auth' }]],
  ["export { authorize as auth } from './auth.js';", [{ module: './auth.js', name: 'authorize' }]],
  ["export { default as auth } from './auth.js';", [{ module: './auth.js', name: 'default' }]],
  ["export { auth as authorize } from './auth.js';", []],
  [
    "import { authorize } from './auth.js';\nexport { authorize as auth };",
    [{ module: './auth.js', name: 'authorize' }],
  ],
  ["import auth from './auth.js';\nexport { auth };", [{ module: './auth.js', name: 'default' }]],
  ["import * as auth from './auth.js';\nexport { auth };", [{ module: './auth.js', name: '*' }]],
  [
    "export * from './a.js';\nexport * from './b.js';",
    [
      { module: './a.js', name: 'auth' },
      { module: './b.js', name: 'auth' },
    ],
  ],
  ["export * from './a.js';\nexport { auth } from './b.js';", [{ module: './b.js', name: 'auth' }]],
  ["export * as auth from './a.js';", [{ module: './a.js', name: '*' }]],
  ["export * as other from './a.js';", []],
  ["export type * from './a.js';", []],
  ["export type { auth } from './a.js';", []],
  ["export { type auth } from './a.js';", []],
  ["import type { auth } from './a.js';\nexport { auth };", []],
  ["import { type auth } from './a.js';\nexport { auth };", []],
  [
    "import { authorize } from './a.js';\nexport const auth = authorize;",
    [{ module: './a.js', name: 'authorize' }],
  ],
  [
    "import * as a from './a.js';\nexport const auth = a.authorize;",
    [{ module: './a.js', name: 'authorize' }],
  ],
  ["import { authorize } from './a.js';\nexport let auth = authorize;", []],
  ["import { authorize } from './a.js';\nexport const auth = authorize();", []],
  ['const auth = () => {};\nexport { auth };', []],
  ['__exportStar(require("./auth.js"), exports);', [{ module: './auth.js', name: 'auth' }]],
  ['tslib_1.__exportStar(require("./auth.js"), exports);', [{ module: './auth.js', name: 'auth' }]],
  [
    'var a_js_1 = require("./a.js");\nObject.defineProperty(exports, "auth", { enumerable: true, get: function () { return a_js_1.auth; } });',
    [{ module: './a.js', name: 'auth' }],
  ],
  ['const a = require("./a.js");\nexports.auth = a.authorize;', [{ module: './a.js', name: 'authorize' }]],
  [
    'const { authorize: a } = require("./a.js");\nmodule.exports.auth = a;',
    [{ module: './a.js', name: 'authorize' }],
  ],
  ['exports.auth = require("./a.js").auth;', [{ module: './a.js', name: 'auth' }]],
  ['module.exports = require("./a.js");', [{ module: './a.js', name: 'auth' }]],
  [
    'const a = require("./a.js");\nmodule.exports = { ...a, other: 1 };',
    [{ module: './a.js', name: 'auth' }],
  ],
  ['const { auth } = require("./a.js");\nmodule.exports = { auth };', [{ module: './a.js', name: 'auth' }]],
  ['const a = require("./a.js");\nexports.auth = a;', [{ module: './a.js', name: '*' }]],
  ["import all = require('./a.js');\nexport = all;", [{ module: './a.js', name: 'auth' }]],
  ["import type all = require('./a.js');\nexport = all;", []],
  ['exports.auth = auth;\nfunction auth() {}', []],
])('%s', (text, expected) => {
  expect(handedOn(parse(text, 'index.ts'), 'auth')).toEqual(expected);
});

it.each([
  ["import { auth } from './a.js';\nexport default auth;", [{ module: './a.js', name: 'auth' }]],
  ["import * as all from './a.js';\nexport default all;", [{ module: './a.js', name: '*' }]],
  ["export * from './a.js';", []],
  ['export default function auth() {}', []],
])('%s, as the default', (text, expected) => {
  expect(handedOn(parse(text, 'index.ts'), 'default')).toEqual(expected);
});
