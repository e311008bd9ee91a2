/**
 * Where the objects live. A deployment that must keep its data in one jurisdiction names it before the first event, once: an
 * object of the same name in another jurisdiction is another object, with nothing in it.
 * https://developers.cloudflare.com/durable-objects/reference/data-location/
 */
export interface Placed {
  JURISDICTION?: string;
}

/** The namespace that this deployment uses. @throws Error, of the platform, for a jurisdiction that it does not know. */
export const placed = (
  namespace: DurableObjectNamespace,
  { JURISDICTION }: Placed,
): DurableObjectNamespace =>
  // The platform's own list; it refuses what is not on it.
  JURISDICTION ? namespace.jurisdiction(JURISDICTION as DurableObjectJurisdiction) : namespace;

export const objectNamed = (namespace: DurableObjectNamespace, name: string, env: Placed) => {
  const own = placed(namespace, env);
  return own.get(own.idFromName(name));
};
