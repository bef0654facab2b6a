/** An OAuth client provider with some members replaced. Its own methods still run on itself, as private fields want it. */
export function viewOf<P extends object>(provider: P, replaced: Readonly<Record<PropertyKey, unknown>>): P {
  const names = new Set<PropertyKey>(Object.keys(replaced));
  // The target is another object: of a frozen one a proxy may show nothing but the truth.
  return new Proxy(Object.create(Object.getPrototypeOf(provider) as object | null) as P, {
    get(_target, key) {
      if (names.has(key)) return replaced[key];
      const value = provider[key as keyof P];
      return typeof value === 'function' ? (value.bind(provider) as unknown) : value;
    },
    has: (_target, key) => key in provider,
  });
}
