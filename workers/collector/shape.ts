/**
 * Checks of JSON values, small and quick: a schema library costs 27 KB and 25 times the time of these on the hot path.
 * A check returns the value, cleaned of unknown keys, or a `Problem`. It never throws and needs no copy of what it
 * only looks at.
 */

/** Why a value was refused, and where: `.props.plan`, `[3]`. */
export class Problem {
  readonly path: string;
  readonly message: string;
  readonly allowed: readonly string[] | undefined;

  constructor(message: string, path = "", allowed?: readonly string[]) {
    this.message = message;
    this.path = path;
    this.allowed = allowed;
  }

  under(path: string): Problem {
    return new Problem(this.message, path + this.path, this.allowed);
  }
}

export type Check<T> = (value: unknown) => T | Problem;
type Checked<C> = C extends Check<infer T> ? T : never;

/** From the mark to what it marks. */
const optionalChecks = new WeakMap<Check<unknown>, Check<unknown>>();

/** Marks a field that may be missing; `null` is a value and is refused. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  const marked: Check<T | undefined> = (value) => check(value);
  optionalChecks.set(marked, check);
  return marked;
}

/** A string of at most `maxBytes` in UTF-8 and at least `minLength` UTF-16 units. */
export function text(maxBytes: number, minLength = 0): Check<string> {
  return (value) => {
    if (typeof value !== "string") return new Problem("must be a string");
    if (value.length < minLength) return new Problem("must not be empty");
    return fits(value, maxBytes) ? value : new Problem(`must be at most ${maxBytes} bytes of UTF-8`);
  };
}

export function matching(pattern: RegExp, message: string): Check<string> {
  return (value) => (typeof value === "string" && pattern.test(value) ? value : new Problem(message));
}

export function oneOf<const Word extends string>(words: readonly Word[]): Check<Word> {
  return (value) =>
    words.find((word) => word === value) ?? new Problem("must be one of the allowed words", "", words);
}

export const finite: Check<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) ? value : new Problem("must be a finite number");

export const bool: Check<boolean> = (value) =>
  typeof value === "boolean" ? value : new Problem("must be true or false");

/** A whole number from 0 to `max`. */
export function count(max = Number.MAX_SAFE_INTEGER): Check<number> {
  return (value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= max
      ? value
      : new Problem(max === Number.MAX_SAFE_INTEGER ? "must be a whole number" : `must be from 0 to ${max}`);
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Fields = Record<string, Check<unknown>>;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: undefined extends Checked<F[K]> ? K : never;
}[keyof F];
export type Shaped<F extends Fields> = { [K in Exclude<keyof F, OptionalKeys<F>>]: Checked<F[K]> } & {
  [K in OptionalKeys<F>]?: Exclude<Checked<F[K]>, undefined>;
};

/** An object of these fields; unknown keys are left out. The value itself when there is nothing to leave out. */
export function object<F extends Fields>(fields: F): Check<Shaped<F>> {
  // Without a prototype, so that `constructor` and `__proto__` are unknown keys like any other.
  const known: Fields = Object.create(null);
  const required: string[] = [];
  for (const [key, check] of Object.entries(fields)) {
    const optionalCheck = optionalChecks.get(check);
    known[key] = optionalCheck ?? check;
    if (optionalCheck === undefined) required.push(key);
  }
  return (value) => {
    if (!isObject(value)) return new Problem("must be an object");
    let clean = value;
    for (const key in value) {
      const check = known[key];
      const checked = check === undefined ? undefined : check(value[key]);
      if (checked === value[key]) continue;
      if (checked instanceof Problem) return checked.under(`.${key}`);
      // Copied only now: cleaning is rare, and copies are dear.
      if (clean === value) clean = { ...value };
      if (check === undefined) delete clean[key];
      else clean[key] = checked;
    }
    for (const key of required) if (value[key] === undefined) return new Problem("is missing", `.${key}`);
    return clean as Shaped<F>; // each key was checked by its own field, and none of the required is missing
  };
}

/** A map of at most `maxKeys` keys to strings, numbers and booleans. */
export function record(
  maxKeys: number,
  maxKeyBytes: number,
  maxValueBytes: number,
): Check<Record<string, string | number | boolean>> {
  return (value) => {
    if (!isObject(value)) return new Problem("must be an object");
    let keys = 0;
    for (const key in value) {
      if (key === "__proto__") continue;
      if (!fits(key, maxKeyBytes)) return new Problem(`must have keys of at most ${maxKeyBytes} bytes`);
      const entry = value[key];
      if (typeof entry === "string") {
        if (!fits(entry, maxValueBytes))
          return new Problem(`must be at most ${maxValueBytes} bytes`, `.${key}`);
      } else if (typeof entry !== "boolean" && !(typeof entry === "number" && Number.isFinite(entry))) {
        return new Problem("must be a string, a finite number, true or false", `.${key}`);
      }
      keys++;
    }
    if (keys > maxKeys) return new Problem(`must have at most ${maxKeys} keys`);
    const clean = Object.hasOwn(value, "__proto__") ? withoutProto(value) : value;
    return clean as Record<string, string | number | boolean>; // every entry was looked at
  };
}

/** A key of that name would set the prototype of whoever copies the object. */
function withoutProto(value: Record<string, unknown>): Record<string, unknown> {
  const copy = { ...value };
  Reflect.deleteProperty(copy, "__proto__");
  return copy;
}

/** Whether `value` takes at most `maxBytes` in UTF-8: one to three bytes for each UTF-16 unit. */
function fits(value: string, maxBytes: number): boolean {
  if (value.length * 3 <= maxBytes) return true;
  return value.length <= maxBytes && utf8Bytes(value) <= maxBytes;
}

/** Bytes of `value` in UTF-8. A loop, because `TextEncoder` costs microseconds a call; half a surrogate pair is three. */
export function utf8Bytes(value: string): number {
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (isPairAt(value, i, unit)) {
      bytes += 2; // two units, four bytes
      i++;
    } else bytes += 2;
  }
  return bytes;
}

function isPairAt(value: string, i: number, unit: number): boolean {
  const next = value.charCodeAt(i + 1); // NaN at the end
  return (unit & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00;
}
