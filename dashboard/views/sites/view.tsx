/** All sites side by side, each by its own clock, the most visited first. */
import { useSignal } from "@preact/signals";
import type { Site } from "../../api.ts";
import { t } from "../../messages/index.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { changeOf, formatCount, formatMetric } from "../../numbers.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { Spark } from "../../view/spark.tsx";
import { useAnswers } from "../../view/use-answers.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { SITE_METRICS, SITES_A_PAGE, type SiteRow, siteRows, sitesQuestions } from "./questions.ts";
import "../forms.css";
import "./sites.css";

export { words as catalogue };

export function View({ model }: { model: Dashboard }) {
  const pages = useSignal(1);
  const all = model.session.sites.value;
  const sites = all.slice(0, pages.value * SITES_A_PAGE);
  const w = words.t.sites;
  return (
    <section class="card view-card">
      <ViewHead title={w.title} lead={w.lead}>
        <button type="button" class="pill" onClick={() => model.openView("settings", { section: "sites" })}>
          {words.t.settings.sites.new}
        </button>
      </ViewHead>
      <SitesTable model={model} sites={sites} />
      {all.length > sites.length && (
        <button
          type="button"
          class="more"
          onClick={() => {
            pages.value += 1;
          }}
        >
          {w.more(formatCount(all.length - sites.length))}
        </button>
      )}
    </section>
  );
}

function SitesTable({ model, sites }: { model: Dashboard; sites: readonly Site[] }) {
  const answers = useAnswers(model, sitesQuestions(model.address.value, sites, model.askedAt.value));
  return (
    <div aria-busy={answers.isWaiting.value}>
      <ViewProblem problem={answers.problem.value} />
      <div class="answers">
        <DataTable
          caption={words.t.sites.title}
          columns={columns(model)}
          rows={siteRows(sites, answers.shown.value)}
          keyOf={({ site }) => site.id}
          empty={<p>{words.t.settings.sites.empty}</p>}
          file="sites.csv"
        />
      </div>
    </div>
  );
}

function columns(model: Dashboard): Column<SiteRow<Site>>[] {
  return [
    {
      name: "site",
      title: words.t.sites.site,
      value: ({ site }) => site.name,
      cell: ({ site }) => (
        <button
          type="button"
          class="row-link site-link"
          onClick={() => {
            model.openSite(site.id);
            model.openView("overview");
          }}
        >
          <span class="mark" aria-hidden="true">
            {[...site.name][0]?.toUpperCase() ?? "·"}
          </span>
          <span>
            {site.name}
            <small>{site.domains.join(", ")}</small>
          </span>
        </button>
      ),
    },
    {
      name: "line",
      title: words.t.sites.line,
      isMinor: true,
      value: () => null,
      cell: ({ line }) => <Spark values={line} />,
    },
    ...SITE_METRICS.map(
      (metric, at): Column<SiteRow<Site>> => ({
        name: metric,
        title: t.metrics[metric],
        definition: t.definitions[metric],
        isNumber: true,
        isMinor: at > 0 && metric !== "pageviews",
        value: ({ numbers }) => numbers?.[at] ?? null,
        cell: ({ numbers, before }) =>
          numbers === null ? (
            <span class="ghost number-ghost" />
          ) : (
            <NumberCell metric={metric} value={numbers[at] ?? null} before={before?.[at] ?? null} />
          ),
      }),
    ),
  ];
}

interface NumberCellProps {
  metric: (typeof SITE_METRICS)[number];
  value: number | null;
  before: number | null;
}

function NumberCell({ metric, value, before }: NumberCellProps) {
  const change = changeOf(metric, value, before);
  return (
    <span class="site-number">
      {metric === "visitors" ? <b>{formatMetric(metric, value)}</b> : formatMetric(metric, value)}
      <small class={`change ${change?.meaning ?? "same"}`}>{change?.text ?? "\u00a0"}</small>
    </span>
  );
}
