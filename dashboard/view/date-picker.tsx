import { useSignal } from "@preact/signals";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatPeriod } from "../times.ts";
import { COMPARISONS, type NamedPeriod, PERIODS } from "../url.ts";
import { dayIn } from "../zone.ts";
import { Popover } from "./popover.tsx";

const KEY_OF: Record<NamedPeriod, string> = {
  day: "T",
  "24h": "H",
  "7d": "W",
  "30d": "M",
  month: "",
  "12mo": "Y",
  all: "A",
};

export function DatePicker({ model }: { model: Dashboard }) {
  const { period, compare } = model.address.value;
  const button = (
    <>
      <span class="clip">{formatPeriod(period)}</span>
      {compare !== "off" && period !== "all" && <span class="versus">{t.dates.versus[compare]}</span>}
      <span class="caret" aria-hidden="true" />
    </>
  );
  return (
    <Popover model={model} name="dates" label={t.dates.title} button={button} buttonClass="pill" side="end">
      <ul class="menu">
        {PERIODS.map((named) => (
          <li key={named}>
            <button
              type="button"
              aria-current={named === period ? "true" : undefined}
              onClick={() => model.choosePeriod(named)}
            >
              <span>{t.periods[named]}</span>
              {KEY_OF[named] !== "" && <kbd>{KEY_OF[named]}</kbd>}
            </button>
          </li>
        ))}
      </ul>
      <CustomPeriod model={model} />
      <label class="compare">
        <span class="custom-label">{t.dates.compare}</span>
        <select
          value={compare}
          onChange={(event) => {
            const chosen = COMPARISONS.find((each) => each === event.currentTarget.value);
            model.setCompare(chosen ?? "previous");
          }}
        >
          {COMPARISONS.map((each) => (
            <option key={each} value={each}>
              {t.dates.compared[each]}
            </option>
          ))}
        </select>
      </label>
    </Popover>
  );
}

function CustomPeriod({ model }: { model: Dashboard }) {
  const today = dayIn(model.askedAt.value, model.zone.value);
  const bounds = model.period.value.bounds ?? { from: today, to: today };
  const from = useSignal(bounds.from.slice(0, 10));
  const to = useSignal(bounds.to.slice(0, 10));
  const submit = (event: Event) => {
    event.preventDefault();
    const [first, last] = [from.value, to.value].sort();
    if (first && last) model.choosePeriod({ from: first, to: last });
  };
  return (
    <form class="custom" onSubmit={submit}>
      <label>
        <span class="custom-label">{t.dates.from}</span>
        <input
          type="date"
          required
          max={today}
          value={from}
          onInput={(event) => {
            from.value = event.currentTarget.value;
          }}
        />
      </label>
      <label>
        <span class="custom-label">{t.dates.to}</span>
        <input
          type="date"
          required
          max={today}
          value={to}
          onInput={(event) => {
            to.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="primary">
        {t.dates.apply}
      </button>
    </form>
  );
}
