/** Where each view's code, words and style are; all of it is fetched when somebody opens the view. */
import type { ComponentType } from "preact";
import type { Catalogue } from "../messages/catalogue.ts";
import type { Dashboard } from "../model.ts";
import type { ViewName } from "./names.ts";

/** What `views/<name>/view.tsx` exports. */
export interface ViewModule {
  View: ComponentType<{ model: Dashboard }>;
  catalogue: Catalogue<unknown>;
}

/** The overview is part of the first load. */
export type LazyViewName = Exclude<ViewName, "overview">;

export const LOADERS: Record<LazyViewName, () => Promise<ViewModule>> = {
  now: () => import("./now/view.tsx"),
  goals: () => import("./goals/view.tsx"),
  events: () => import("./events/view.tsx"),
  sites: () => import("./sites/view.tsx"),
  vitals: () => import("./vitals/view.tsx"),
  errors: () => import("./errors/view.tsx"),
  segments: () => import("./segments/view.tsx"),
  annotations: () => import("./annotations/view.tsx"),
  health: () => import("./health/view.tsx"),
  settings: () => import("./settings/view.tsx"),
};
