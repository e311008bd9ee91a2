interface WordTabsProps<Word extends string> {
  label: string;
  options: readonly (readonly [word: Word, name: string])[];
  open: Word;
  choose(word: Word): void;
}

/** One of a few words: all of them in sight, the chosen one pressed. */
export function WordTabs<Word extends string>({ label, options, open, choose }: WordTabsProps<Word>) {
  return (
    <fieldset class="word-tabs">
      <legend class="unseen">{label}</legend>
      {options.map(([word, name]) => (
        <button key={word} type="button" aria-pressed={word === open} onClick={() => choose(word)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}
