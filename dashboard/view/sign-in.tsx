import { useSignal } from "@preact/signals";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { problemText } from "./problem-bar.tsx";

export function SignIn({ model }: { model: Dashboard }) {
  const token = useSignal("");
  const problem = model.session.problem.value;
  const submit = (event: Event) => {
    event.preventDefault();
    if (token.value.trim() !== "") void model.session.signIn(token.value);
  };
  return (
    <main class="door">
      <form class="card door-card" onSubmit={submit}>
        <span class="mark" aria-hidden="true">
          F
        </span>
        <h1>{t.signIn.title}</h1>
        <p class="lead">{model.session.hasEnded.value ? t.signIn.ended : t.signIn.lead}</p>
        <label class="field">
          <span>{t.signIn.token}</span>
          <input
            type="password"
            autocomplete="current-password"
            spellcheck={false}
            required
            value={token}
            onInput={(event) => {
              token.value = event.currentTarget.value;
            }}
          />
        </label>
        <p class="door-problem" role="alert">
          {problem === null ? "" : problem.kind === "signed_out" ? t.signIn.refused : problemText(problem)}
        </p>
        <button type="submit" class="primary">
          {t.signIn.submit}
        </button>
      </form>
    </main>
  );
}
