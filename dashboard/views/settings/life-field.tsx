import { words } from "../../messages/views/index.ts";
import { ChoiceField, TextField } from "../../view/fields.tsx";
import { LIVES, type Life } from "./expiry.ts";

interface LifeFieldProps {
  life: { value: Life };
  day: { value: string };
  problem: string;
}

/** How long something lives: for ever, some days, or until a day that is said. */
export function LifeField({ life, day, problem }: LifeFieldProps) {
  const w = words.t.settings.tokens;
  return (
    <>
      <ChoiceField
        label={w.expires}
        value={life.value}
        set={(value) => {
          life.value = value;
        }}
        options={LIVES.map((word) => [word, w.lives[word]] as const)}
        problem={problem}
      />
      {life.value === "date" && (
        <TextField
          type="date"
          label={w.day}
          value={day.value}
          set={(value) => {
            day.value = value;
          }}
          required
        />
      )}
    </>
  );
}
