import { GONE, type Operation, ofSite, type Shape } from "./operation.ts";

/** Five endpoints that all things of a site have. */
export function kept(
  {
    path,
    thing,
    list,
    see,
    keep,
    shared,
  }: Pick<Operation, "path"> & {
    thing: string;
    list: Shape;
    see: Operation["needs"];
    keep: Operation["needs"];
    shared?: true;
  },
  one: Shape,
  create: { input: Shape & { example: unknown }; answer: Shape },
  change: Shape & { example: unknown },
): Operation[] {
  const each = `${path}/:id`;
  return [
    {
      method: "get",
      path,
      summary: `All ${thing}s of a site`,
      needs: see,
      ...(shared && { shared }),
      search: ofSite,
      answers: { 200: list },
    },
    {
      method: "post",
      path,
      summary: `Makes one ${thing}`,
      needs: keep,
      body: create.input,
      answers: { 201: create.answer },
    },
    { method: "get", path: each, summary: `One ${thing}`, needs: see, answers: { 200: one } },
    {
      method: "patch",
      path: each,
      summary: `Changes one ${thing}`,
      needs: keep,
      body: change,
      answers: { 200: one },
    },
    { method: "delete", path: each, summary: `Deletes one ${thing}`, needs: keep, answers: GONE },
  ];
}
