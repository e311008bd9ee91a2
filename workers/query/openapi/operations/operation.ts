/** An endpoint as the document tells it, and short ways to write one down. */
import { z } from "zod";

export interface Shape {
  /** Unique among the document's schemas. */
  name: string;
  schema: z.ZodType;
}
export interface Operation {
  method: "get" | "post" | "patch" | "delete";
  /** As the router writes it. */
  path: string;
  summary: string;
  /** The scope it needs, on the site that it is about; `token`: any; `nobody`: it is open. */
  needs: "nobody" | "token" | "stats:read" | "sites:admin" | "admin";
  /** A share may ask it too. */
  shared?: true;
  search?: z.ZodObject;
  body?: Shape & { example: unknown };
  /** A 200 may be a file instead, as `format` says. */
  files?: true;
  /** Without a shape the answer has no body. */
  answers: Record<number, Shape | null>;
  /** A plain sentence instead of our typed error. */
  plausible?: true;
}

export const shape = (name: string, schema: z.ZodType): Shape => ({ name, schema });
export const ok = (name: string, schema: z.ZodType) => ({ 200: shape(name, schema) });
export const made = (name: string, schema: z.ZodType) => ({ 201: shape(name, schema) });
export const GONE = { 204: null };
export const body = (name: string, schema: z.ZodType, example: unknown) => ({
  body: { name, schema, example },
});
export const ofSite = z.strictObject({ site_id: z.string().min(1) });

export const SITE = "3z43vhxe4xw4";
