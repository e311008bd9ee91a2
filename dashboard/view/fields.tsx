/** Fields of forms: a name, a value, a line that helps, and what the API had against it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps<Value> {
  label: string;
  value: Value;
  set(value: Value): void;
  hint?: string | undefined;
  /** What is wrong with it, in a sentence; empty when nothing is. */
  problem?: string | undefined;
}

/** Ids of what describes the field, for `aria-describedby`. */
function Frame(props: {
  id: string;
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  children: ComponentChildren;
}) {
  const { id, label, hint, problem = "", children } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {problem !== "" ? (
        <small id={`${id}-about`} class="field-problem" role="alert">
          {problem}
        </small>
      ) : (
        hint !== undefined && <small id={`${id}-about`}>{hint}</small>
      )}
    </div>
  );
}

interface Described {
  hint?: string | undefined;
  problem?: string | undefined;
}

const described = (id: string, { hint, problem = "" }: Described) => ({
  id,
  ...((hint !== undefined || problem !== "") && { "aria-describedby": `${id}-about` }),
  ...(problem !== "" && { "aria-invalid": true as const }),
});

interface TextProps extends FieldProps<string> {
  type?: "text" | "url" | "email" | "number" | "date" | "datetime-local";
  required?: boolean;
  placeholder?: string;
  autofocus?: boolean;
  /** Of numbers and dates. */
  min?: string | number;
  max?: string | number;
}

export function TextField({ label, value, set, hint, problem, type = "text", ...rest }: TextProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} problem={problem}>
      <input
        {...described(id, { hint, problem })}
        {...rest}
        // Every type is typed apart; what is used here they have in common.
        type={type as "text"}
        dir="auto"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </Frame>
  );
}

/** A list, one a line. */
export function LinesField({
  label,
  value,
  set,
  hint,
  problem,
  rows = 3,
}: FieldProps<string> & { rows?: number }) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} problem={problem}>
      <textarea
        {...described(id, { hint, problem })}
        rows={rows}
        spellcheck={false}
        autocapitalize="off"
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </Frame>
  );
}

interface ChoiceProps<Word extends string> extends FieldProps<Word> {
  options: readonly (readonly [value: Word, name: string])[];
}

export function ChoiceField<Word extends string>({
  label,
  value,
  set,
  hint,
  problem,
  options,
}: ChoiceProps<Word>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} problem={problem}>
      <select
        {...described(id, { hint, problem })}
        value={value}
        onChange={(event) => {
          const chosen = options.find(([word]) => word === event.currentTarget.value);
          if (chosen !== undefined) set(chosen[0]);
        }}
      >
        {options.map(([word, name]) => (
          <option key={word} value={word}>
            {name}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function CheckField({ label, value, set, hint }: FieldProps<boolean>) {
  const id = useId();
  return (
    <div class="check-field">
      <input
        {...described(id, { hint })}
        type="checkbox"
        checked={value}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && <small id={`${id}-about`}>{hint}</small>}
    </div>
  );
}
