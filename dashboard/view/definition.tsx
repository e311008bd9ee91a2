import type { ShownMetric } from "../cards.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { Popover } from "./popover.tsx";

interface DefinitionProps {
  model: Dashboard;
  metric: ShownMetric;
  /** `visitors.v1`, as the answer names the computation; unknown before it. */
  id: string | undefined;
}

/** What a number means, in words, and by the id under which the API computes it. */
export function Definition({ model, metric, id }: DefinitionProps) {
  const name = t.metrics[metric];
  const button = (
    <>
      <span aria-hidden="true">?</span>
      <span class="unseen">{t.definition(name)}</span>
    </>
  );
  return (
    <Popover
      model={model}
      name={`definition:${metric}`}
      label={t.definition(name)}
      button={button}
      buttonClass="what"
      side="end"
    >
      <div class="definition">
        <b>{name}</b>
        <p>{t.definitions[metric]}</p>
        {id !== undefined && <code>{id}</code>}
      </div>
    </Popover>
  );
}
