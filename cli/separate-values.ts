/** `--only a,b --only c` → `a`, `b`, `c` */
export function separateValues(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).map((value) => value.trim());
}
