import { useEffect } from "preact/hooks";
import type { AuditAnswer } from "../../../schema/administration.ts";
import { words } from "../../messages/views/index.ts";
import { formatMoment } from "../../moments.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { Section } from "./section.tsx";
import type { SettingsPageProps } from "./view.tsx";

type Act = AuditAnswer["acts"][number];

/** Who changed what, the newest first. */
export function AuditPage({ model, settings }: SettingsPageProps) {
  useEffect(() => void settings.loadActs(), [settings]);
  const w = words.t.settings.audit;
  const problem = settings.actsProblem.value;
  const nameOf = (id: string | null) =>
    id === null ? null : (model.session.sites.value.find((site) => site.id === id)?.name ?? id);
  const columns: Column<Act>[] = [
    {
      name: "at",
      isShort: true,
      title: w.at,
      value: ({ at }) => at,
      cell: ({ at }) => formatMoment(at, model.zone.value, "second"),
    },
    {
      name: "action",
      title: w.action,
      value: ({ action }) => action,
      cell: ({ action }) => <code>{action}</code>,
    },
    {
      name: "subject",
      title: w.subject,
      isMinor: true,
      value: ({ site, subject }) => [nameOf(site), subject].filter(Boolean).join(" · "),
    },
    {
      name: "actor",
      title: w.actor,
      isMinor: true,
      value: ({ actor }) => actor,
      cell: ({ actor }) => <code>{actor}</code>,
    },
  ];
  return (
    <Section title={words.t.settings.pages.audit} lead={w.lead}>
      <ViewProblem problem={problem} />
      <DataTable
        caption={words.t.settings.pages.audit}
        columns={columns}
        rows={settings.acts.value}
        keyOf={({ id }) => String(id)}
        empty={w.empty}
        file="footfall-record.csv"
      />
      {settings.hasMoreActs.value && (
        <button type="button" class="more" onClick={() => void settings.loadActs()}>
          {w.more}
        </button>
      )}
    </Section>
  );
}
