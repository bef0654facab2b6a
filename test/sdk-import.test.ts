import { describe, expect, it } from 'vitest';
import { sdkImport } from '../analysis/sdk-import.ts';
import { sdkModules } from '../analysis/sdk-modules.ts';
import type { Project } from '../analysis/source-unit.ts';
import { treeOf } from '../analysis/tree.ts';
import { parse } from '../transforms/parse.ts';

interface Known {
  readonly listed?: readonly string[];
  readonly project?: Project;
}

/** What of the SDK the callee of the last call of a text is. */
function called(text: string, { listed = [], project }: Known = {}) {
  const unit = { ...parse(text, 'src/app/client.ts'), project };
  const tree = treeOf({ ...unit, sdkModules: sdkModules(listed, 'src/app/client.ts') });
  const call = tree.nodes.findLast(({ type }) => type === 'NewExpression' || type === 'CallExpression');
  if (call?.type !== 'NewExpression' && call?.type !== 'CallExpression') throw new Error('there is no call');
  const found = sdkImport(tree, call.callee);
  return found && `${found.sdk} ${found.name} of ${found.module}`;
}

const sse = '@modelcontextprotocol/sdk/client/sse.js';

describe('an export of the SDK', () => {
  it.each([
    `import { SSEClientTransport } from '${sse}';\nnew SSEClientTransport(url);`,
    `import { SSEClientTransport as Transport } from '${sse}';\nnew Transport(url);`,
    `import { 'SSEClientTransport' as Transport } from '${sse}';\nnew Transport(url);`,
    `import * as client from '${sse}';\nnew client.SSEClientTransport(url);`,
    `import client from '${sse}';\nnew client.SSEClientTransport(url);`,
    `import client = require('${sse}');\nnew client.SSEClientTransport(url);`,
    `const { SSEClientTransport: T } = require('${sse}');\nnew T(url);`,
    `const client = __importStar(require('${sse}'));\nnew client.SSEClientTransport(url);`,
    `var sse_js_1 = __toESM(require('${sse}'), 1);\nnew sse_js_1.SSEClientTransport(url);`,
    `const { SSEClientTransport } = await import('${sse}');\nnew SSEClientTransport(url);`,
    `const { SSEClientTransport: T } = (await import('${sse}'));\nconst Kind = T;\nnew Kind(url);`,
    `import * as client from '${sse}';\nconst { SSEClientTransport } = client;\nnew SSEClientTransport(url);`,
  ])('is %s', (text) => {
    expect(called(text)).toBe(`v1 SSEClientTransport of ${sse}`);
  });

  it('may be one of v2', () => {
    const text =
      "import { SSEClientTransport } from '@modelcontextprotocol/client';\nnew SSEClientTransport(url);";
    expect(called(text)).toBe('v2 SSEClientTransport of @modelcontextprotocol/client');
  });

  it.each([
    `import type { SSEClientTransport } from '${sse}';\nnew SSEClientTransport(url);`,
    `import { type SSEClientTransport } from '${sse}';\nnew SSEClientTransport(url);`,
    `let SSEClientTransport: typeof import('${sse}').SSEClientTransport;\nnew SSEClientTransport(url);`,
    `import { SSEClientTransport } from '${sse}';\nnew SSEClientTransport.Inner(url);`,
    `import { SSEClientTransport } from '${sse}';\nfunction f(SSEClientTransport) { new SSEClientTransport(url); }`,
    `let { SSEClientTransport } = require('${sse}');\nSSEClientTransport = Other;\nnew SSEClientTransport(url);`,
    `import { SSEClientTransport } from '@modelcontextprotocol/sdk-extras';\nnew SSEClientTransport(url);`,
    `import { SSEClientTransport } from './sse.js';\nnew SSEClientTransport(url);`,
    `class SSEClientTransport {}\nnew SSEClientTransport(url);`,
  ])('is not %s', (text) => {
    expect(called(text)).toBe(undefined);
  });
});

describe('modules that are listed', () => {
  it.each([
    ['@acme/mcp', ['@acme/mcp'], 'v1'],
    ['@acme/mcp/client', ['@acme/mcp'], 'v1'],
    ['@acme/mcp', ['@acme/mcp=v2'], 'v2'],
    ['@acme/mcp', ['@acme/other', '@acme/mcp=v1'], 'v1'],
    ['@/lib/mcp', ['@/lib/mcp'], 'v1'],
    ['../mcp', ['./src/mcp.ts'], 'v1'],
    ['../mcp.js', ['./src/mcp.ts'], 'v1'],
    ['../mcp/index.js', ['./src/mcp'], 'v1'],
    ['..', ['./src/index.ts'], 'v1'],
    ['./mcp', ['.\\src\\app\\mcp.ts'], 'v1'],
  ])('%s is one of %j', (module, listed, line) => {
    const text = `import { SSEClientTransport } from '${module}';\nnew SSEClientTransport(url);`;
    expect(called(text, { listed })).toBe(`${line} SSEClientTransport of ${module}`);
  });

  it.each([
    ['@acme/mcp-sdk', ['@acme/mcp']],
    ['./mcp', ['./src/mcp.ts']],
    ['../mcp', ['mcp']],
    ['mcp', ['./mcp']],
    ['../../mcp', ['./src/mcp.ts']],
    ['@acme/mcp', []],
  ])('%s is none of %j', (module, listed) => {
    const text = `import { SSEClientTransport } from '${module}';\nnew SSEClientTransport(url);`;
    expect(called(text, { listed })).toBe(undefined);
  });

  it('may be paths from a folder, for a file with an absolute name', () => {
    const line = (name: string) => sdkModules([name], '/work/src/app.ts', '/work')?.('./mcp.js');
    expect(line('./src/mcp.ts=v2')).toBe('v2');
    expect(line('/work/src/mcp.ts')).toBe('either');
    expect(line('./mcp.ts')).toBe(undefined);
    const onWindows = sdkModules(['./src/mcp.ts'], 'C:\\work\\src\\app.ts', 'C:\\work');
    expect(onWindows?.('./mcp')).toBe('either');
  });
});

describe('what the project is asked', () => {
  const asked = (text: string, listed: readonly string[] = []) => {
    const questions: string[] = [];
    const project = {
      sdkExportOf: (module: string, path: readonly string[]) => {
        questions.push(`${module} ${path.join('.')}`);
        return { sdk: 'v2', name: 'auth' } as const;
      },
    } as Partial<Project> as Project;
    return { found: called(text, { listed, project }), questions };
  };

  it.each([
    ["import { auth } from './oauth';\nauth();", './oauth auth'],
    ["import { login } from '@acme/mcp';\nlogin();", '@acme/mcp login'],
    ["import { HttpTransport } from '#net';\nnew HttpTransport();", '#net HttpTransport'],
    ["import { oauth } from './mcp';\noauth.login();", './mcp oauth.login'],
    ["import mcp from './lib';\nmcp.auth();", './lib default.auth'],
  ])('%s is asked about', (text, question) => {
    const { found, questions } = asked(text);
    expect({ found, questions }).toEqual({
      found: `v2 auth of ${question.split(' ')[0]}`,
      questions: [question],
    });
  });

  it.each([
    "import { login } from './oauth';\nlogin();",
    "import React from 'react';\nReact.useState();",
    "import type { auth } from './oauth';\nauth();",
    `import { auth } from '${sse}';\nauth();`,
    'auth();',
  ])('%s is not', (text) => {
    expect(asked(text).questions).toEqual([]);
  });

  it('is not asked about what is listed with its line', () => {
    const text = "import { auth } from '@acme/mcp';\nauth();";
    expect(asked(text, ['@acme/mcp=v1'])).toEqual({ found: 'v1 auth of @acme/mcp', questions: [] });
    expect(asked(text, ['@acme/mcp']).found).toBe('v2 auth of @acme/mcp');
  });
});
