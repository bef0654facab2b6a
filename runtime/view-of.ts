/** An OAuth client provider with some members replaced. Its own methods still run on itself, as private fields want it. */
export function viewOf<P extends object>(provider: P, replaced: Readonly<Record<PropertyKey, unknown>>): P {
  // The target is another object: of a frozen one a proxy may show nothing but the truth.
  return new Proxy(Object.create(Object.getPrototypeOf(provider) as object | null) as P, {
    get(_target, key) {
      if (Object.prototype.hasOwnProperty.call(replaced, key)) return replaced[key]; // vendored for ES2020: no `hasOwn`
      const value: unknown = Reflect.get(provider, key);
      return typeof value === 'function' ? (value.bind(provider) as unknown) : value;
    },
    has: (_target, key) => key in provider,
  });
}
