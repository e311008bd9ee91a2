import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { FILTER_OPERATORS, type FilterOperator } from "../../schema/words.ts";
import { NAMED_DIMENSIONS, type NamedDimension } from "../dimensions.ts";
import { addFilter } from "../filters.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { nameValue } from "../places.ts";
import { Dialog } from "./dialog.tsx";

/** Typing asks for suggestions when it pauses. */
const PAUSE_MS = 150;

export function FilterDialog({ model }: { model: Dashboard }) {
  return (
    <Dialog title={t.filter.title} size="narrow" close={() => model.openPanel(null)}>
      <FilterForm model={model} />
    </Dialog>
  );
}

function FilterForm({ model }: { model: Dashboard }) {
  const dimension = useSignal<NamedDimension>(model.filterStart.value);
  const operator = useSignal<FilterOperator>("is");
  const value = useSignal("");
  const suggestions = useSuggestions(model, dimension.value, value.value);
  const apply = (chosen: string) => {
    if (chosen === "") return;
    model.setFilters(addFilter(model.address.value.filters, operator.value, dimension.value, [chosen]));
    model.openPanel(null);
  };
  return (
    <form
      class="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        apply(value.value);
      }}
    >
      <div class="filter-line">
        <Choice label={t.filter.dimension} words={NAMED_DIMENSIONS} names={t.dimensions} chosen={dimension} />
        <Choice label={t.filter.operator} words={FILTER_OPERATORS} names={t.operators} chosen={operator} />
      </div>
      <label class="field">
        <span>{t.filter.value}</span>
        <input
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          autofocus
          value={value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
      </label>
      <ul class="suggestions">
        {suggestions.map((suggestion) => (
          <li key={suggestion}>
            <button type="button" class="clip" onClick={() => apply(suggestion)}>
              {nameValue(dimension.value, suggestion, t.locale, t.rows.notSet).text}
            </button>
          </li>
        ))}
      </ul>
      <button type="submit" class="primary" disabled={value.value === ""}>
        {t.filter.apply}
      </button>
    </form>
  );
}

interface ChoiceProps<Word extends string> {
  label: string;
  words: readonly Word[];
  names: Record<Word, string>;
  chosen: { value: Word };
}

function Choice<Word extends string>({ label, words, names, chosen }: ChoiceProps<Word>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={chosen.value}
        onChange={(event) => {
          chosen.value = words.find((word) => word === event.currentTarget.value) ?? chosen.value;
        }}
      >
        {words.map((word) => (
          <option key={word} value={word}>
            {names[word]}
          </option>
        ))}
      </select>
    </label>
  );
}

function useSuggestions(model: Dashboard, dimension: NamedDimension, text: string): readonly string[] {
  const found = useSignal<{ dimension: NamedDimension; values: string[] }>({ dimension, values: [] });
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(async () => {
      const values = await model.suggest(dimension, text);
      if (isWanted) found.value = { dimension, values };
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [dimension, text]);
  return found.value.dimension === dimension ? found.value.values : [];
}
