import { useEffect, useMemo } from "preact/hooks";
import type { RuleAnswer } from "../../../schema/rule-input.ts";
import { createKept, type Kept, keptCacheOf } from "../../kept.ts";
import type { Dashboard } from "../../model.ts";
import { ruleText } from "./rule-text.ts";

/** A site's rules, where the viewer may list them; else they are known by their ids. */
export function useRules(
  model: Dashboard,
  siteId: string,
  mayList: boolean,
): { kept: Kept<RuleAnswer>; nameOf(id: string): string } {
  const kept = useMemo(
    () =>
      createKept<RuleAnswer>(model.api, keptCacheOf(model.session), {
        path: "/v1/rules",
        search: `?site_id=${encodeURIComponent(siteId)}`,
        key: "rules",
      }),
    [model, siteId],
  );
  useEffect(() => {
    if (mayList) void kept.load();
  }, [kept, mayList]);
  const nameOf = (id: string): string => {
    const rule = kept.things.value?.find((each) => each.id === id);
    return rule === undefined ? id : rule.name || ruleText(rule);
  };
  return { kept, nameOf };
}
