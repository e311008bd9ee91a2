/**
 * Routes by exact address, or by folder (`/script/*`). Hono's own routers are made for patterns, which this door has
 * none of: the smallest of them tries a regular expression a route, and takes `/capture/` for `/capture`.
 */
import type { Params, Result, Router } from "hono/router";

export class PathRouter<T> implements Router<T> {
  readonly name = "PathRouter";
  readonly #routes = new Map<string, [T, Params][]>();

  /** One handler an address: the last one counts. */
  add(method: string, path: string, handler: T): void {
    this.#routes.set(`${method} ${path}`, [[handler, {}]]);
  }

  match(method: string, path: string): Result<T> {
    const route = `${method} ${path}`;
    return [this.#routes.get(route) ?? this.#routes.get(route.replace(/[^/]*$/, "*")) ?? []];
  }
}
