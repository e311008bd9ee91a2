/** What the health view shows. */
import { createModel } from "@preact/signals";
import type { Dashboard } from "../../model.ts";
import { createResource } from "../../resource.ts";
import { followPage } from "../follow.ts";
import { type Outcomes, outcomesPath } from "./outcomes.ts";

export const HealthModel = createModel((model: Dashboard) => {
  const outcomes = createResource<Outcomes>(model.api);
  followPage(model, "health", (address, site) => void outcomes.read(outcomesPath(address, site)));
  return { outcomes };
});
export type Health = InstanceType<typeof HealthModel>;
