import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Dashboard } from "../model.ts";
import { mayAdminister, type Rights } from "../rights.ts";

/** What the viewer may, as far as it is known: nothing until the API has said it. */
export function useRights(model: Dashboard): {
  rights: Rights | null;
  mayAdminister(siteId: string | undefined): boolean;
} {
  const rights = useSignal<Rights | null>(null);
  useEffect(() => {
    void model.api.call<Rights>("GET", "/v1/sign-in").then((outcome) => {
      if (outcome.ok) rights.value = outcome.value;
    });
  }, [model]);
  const known = rights.value;
  return { rights: known, mayAdminister: (siteId) => known !== null && mayAdminister(known, siteId) };
}
