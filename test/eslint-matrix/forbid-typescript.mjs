// Loaded before a program (`--import`): whatever asks for TypeScript, or for a package that stands on it, ends in an error.
import Module, { register } from 'node:module';

const forbidden = /^(?:typescript|@typescript\/.*|@typescript-eslint\/.*|ts-morph|@ts-morph\/.*)(?:\/|$)/;
const check = (specifier) => {
  if (forbidden.test(specifier)) throw new Error(`forbidden: ${specifier}`);
};

const load = Module._load;
Module._load = function (specifier, ...rest) {
  check(specifier);
  return load.call(this, specifier, ...rest);
};

const hook = `
const forbidden = ${forbidden};
export async function resolve(specifier, context, next) {
  if (forbidden.test(specifier)) throw new Error('forbidden: ' + specifier);
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
