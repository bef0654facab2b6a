/** One challenge of a `WWW-Authenticate` header (RFC 9110 §11.3). All of it is untrusted text. */
export interface Challenge {
  /** The auth-scheme, lower-cased: it is case-insensitive (RFC 9110 §11.1). */
  readonly scheme: string;
  /** Parameters by name, lower-cased, with values unescaped. It has no prototype. The first of a name counts. */
  readonly params: Readonly<Record<string, string>>;
  readonly token68?: string;
  /** Names that came more than once, which RFC 9110 §11.2 forbids; their later values are left out. */
  readonly duplicates?: readonly string[];
}

/** RFC 9110 §5.6.2 `tchar`. */
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]/;
/** RFC 9110 §11.2 `token68`, without the padding. */
const TOKEN68 = /[A-Za-z0-9\-._~+/]/;
const SPACE = /[\t ]/;
/** What ends a list element: `,`, and `;`, which is no separator but is seen in the wild. */
const SEPARATOR = /[,;]/;
/** A value without quotes ends at either. */
const UNQUOTED = /[^\t ,;]/;

/**
 * Reads the challenges of a response's `WWW-Authenticate` field lines, in order: a tokenizer for the challenge lists
 * of RFC 9110 §11.6.1, linear in its input. It never throws, and never reads a parameter out of a quoted value.
 * @param headers The field value, as `Headers.get` gives it, or the field lines; `null` if there is none.
 * @returns Every challenge. What cannot be read is skipped; values that are not quoted may hold more than RFC 9110
 * allows, such as the `:` of a scope.
 * @example parseChallenges('Basic realm="x", Bearer scope="a b"')[1]?.params.scope // 'a b'
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}
 */
export function parseChallenges(
  headers: string | readonly string[] | null | undefined,
): readonly Challenge[] {
  const text = typeof headers === 'string' ? headers : (headers ?? []).join(', ');
  const challenges: Open[] = [];
  let current: Open | undefined;
  let at = 0;

  const run = (pattern: RegExp): string => {
    const start = at;
    while (at < text.length && pattern.test(text[at]!)) at++;
    return text.slice(start, at);
  };
  const quoted = (): string => {
    let value = '';
    for (at++; at < text.length && text[at] !== '"'; at++) {
      if (text[at] === '\\' && at + 1 < text.length) at++;
      value += text[at];
    }
    at++;
    return value;
  };
  /** `token68` behind a scheme, if all of the element is one: `Negotiate YII…==`. */
  const token68 = (): string | undefined => {
    const start = at;
    const value = run(TOKEN68) + run(/=/);
    run(SPACE);
    if (value !== '' && (at === text.length || SEPARATOR.test(text[at]!))) return value;
    at = start;
    return undefined;
  };
  /** The names that came more than once in the last challenge. */
  const repeated = new Set<string>();
  const add = (challenge: Open, name: string, value: string): void => {
    if (!(name in challenge.params)) challenge.params[name] = value;
    else if (!repeated.has(name)) {
      repeated.add(name);
      (challenge.duplicates ??= []).push(name);
    }
  };

  while (at < text.length) {
    const name = run(TOKEN).toLowerCase();
    const hadSpace = run(SPACE) !== '';
    if (name === '') {
      // A separator, or something that belongs nowhere.
      if (text[at] === '"') quoted();
      else if (!hadSpace) at++;
    } else if (text[at] === '=') {
      at++;
      run(SPACE);
      const value = text[at] === '"' ? quoted() : run(UNQUOTED);
      if (current) add(current, name, value);
    } else {
      current = { scheme: name, params: Object.create(null) as Record<string, string> };
      challenges.push(current);
      repeated.clear();
      const credential = hadSpace ? token68() : undefined;
      // `Negotiate, Bearer …`: another scheme is no token68, for it stands behind a separator.
      if (credential !== undefined) current.token68 = credential;
    }
  }
  return challenges;
}

interface Open {
  scheme: string;
  params: Record<string, string>;
  token68?: string;
  duplicates?: string[];
}
