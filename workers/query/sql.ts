/**
 * The SQL fragment: text from this repository, values as typed parameters. A hole of the template takes another
 * fragment or a `param`; a string does not compile, and there is no way to make a fragment of one.
 */

/** The types of ClickHouse that a parameter may have, and what each takes. */
interface ParamValues {
  String: string;
  "Array(String)": readonly string[];
  UInt32: number;
  /** A day, `YYYY-MM-DD`. */
  Date: string;
  Int64: number;
  /** The name of a column, whatever it holds. */
  Identifier: string;
  Float64: number;
}
export type ParamType = keyof ParamValues;

/** Private members make both classes nominal: nothing else in the program has their type. */
class Param {
  readonly #type: ParamType;
  readonly #value: ParamValues[ParamType];
  constructor(type: ParamType, value: ParamValues[ParamType]) {
    this.#type = type;
    this.#value = value;
  }
  get type(): ParamType {
    return this.#type;
  }
  get value(): ParamValues[ParamType] {
    return this.#value;
  }
}

class Fragment {
  readonly #texts: readonly string[];
  readonly #holes: readonly (Fragment | Param)[];
  constructor(texts: readonly string[], holes: readonly (Fragment | Param)[]) {
    this.#texts = texts;
    this.#holes = holes;
  }

  writeTo(out: Rendering): void {
    this.#texts.forEach((text, index) => {
      out.text += text;
      const hole = this.#holes[index];
      if (hole instanceof Fragment) hole.writeTo(out);
      else if (hole !== undefined) out.text += out.placeholder(hole);
    });
  }
}

export type Sql = Fragment;

/** A fragment of the template's own text, with its holes. Throws when it is not called as a template's tag. */
export function sql(texts: TemplateStringsArray, ...holes: (Fragment | Param)[]): Sql {
  if (!Array.isArray(texts.raw)) throw new Error("sql is a template's tag, not a function of a string.");
  return new Fragment(texts, holes);
}

/** A value for a hole. It reaches the server beside the query, never inside its text. */
export const param = <Type extends ParamType>(type: Type, value: ParamValues[Type]): Param =>
  new Param(type, value);

/** `d0`, `m3`: the names of a query's columns, made from a number. */
export const numbered = (letter: "d" | "g" | "m" | "v", index: number): Sql =>
  new Fragment([`${letter}${Math.trunc(index)}`], []);

/** An element of a tuple, the first being 1. */
export const element = (tuple: Sql, place: number): Sql =>
  sql`${tuple}${new Fragment([`.${Math.trunc(place)}`], [])}`;

/** The fragments with a separator between them; an empty list makes an empty fragment. */
export function join(fragments: readonly Sql[], separator: Sql): Sql {
  const spread = fragments.flatMap((fragment, index) => (index === 0 ? [fragment] : [separator, fragment]));
  return new Fragment(Array<string>(spread.length + 1).fill(""), spread);
}

export const commas = (fragments: readonly Sql[]): Sql => join(fragments, sql`, `);

/** All of the conditions; `1` when there are none. */
export const and = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`1` : join(conditions, sql` AND `);

export interface Statement {
  query: string;
  query_params: Record<string, ParamValues[ParamType]>;
}

class Rendering {
  text = "";
  readonly params: Statement["query_params"] = {};
  readonly #names = new Map<Param, string>();

  placeholder(hole: Param): string {
    if (!(hole instanceof Param)) throw new Error("A hole of SQL takes a fragment or a parameter.");
    const name = this.#names.get(hole) ?? `p${this.#names.size}`;
    this.#names.set(hole, name);
    this.params[name] = hole.value;
    return `{${name}:${hole.type}}`;
  }
}

/** The text with `{p0:Type}` in its holes, and the values by name. */
export function render(fragment: Sql): Statement {
  const rendering = new Rendering();
  fragment.writeTo(rendering);
  return { query: rendering.text, query_params: rendering.params };
}
