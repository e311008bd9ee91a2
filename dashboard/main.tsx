/** The door: mounts the model on the page and wires it to address bar, keyboard, clock and storage. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { createApi } from "./api.ts";
import { pressKey } from "./keys.ts";
import { t } from "./messages/index.ts";
import { DashboardModel } from "./model.ts";
import { parseTheme } from "./theme.ts";
import { App } from "./view/app.tsx";
import "./style/index.css";

/** A visit takes about two seconds to become visible; this often a page that somebody looks at asks for it. */
const PULSE_MS = 2_000;
const THEME_KEY = "footfall:theme";

const model = new DashboardModel({
  api: createApi(),
  now: () => Date.now(),
  go(search, how) {
    history[how === "push" ? "pushState" : "replaceState"](
      null,
      "",
      search === "" ? location.pathname : search,
    );
  },
});

/** The token of a sign-in link; taken out of the address bar and the history before anything else happens. */
function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

function wireAddressBar(): void {
  addEventListener("popstate", () => model.arrive(location.search));
  addEventListener("hashchange", () => {
    const token = takeToken();
    if (token !== null) void model.session.start(token);
  });
}

function wireKeyboard(): void {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") return model.openPanel(null);
    const isTyping =
      event.target instanceof Element && event.target.closest("input, select, textarea, dialog");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (pressKey(model, event.key)) event.preventDefault();
  });
}

function wireClock(): void {
  const pulse = () => {
    if (document.visibilityState === "visible") void model.pulse();
  };
  setInterval(pulse, PULSE_MS);
  document.addEventListener("visibilitychange", pulse);
}

function wirePage(): void {
  model.theme.value = parseTheme(localStorage.getItem(THEME_KEY));
  effect(() => {
    document.documentElement.dataset.theme = model.theme.value;
    localStorage.setItem(THEME_KEY, model.theme.value);
  });
  effect(() => {
    const site = model.site.value;
    document.title = site === null ? t.product : `${site.name} · ${t.product}`;
  });
  document.documentElement.lang = t.language;
}

const token = takeToken();
model.arrive(location.search);
wireAddressBar();
wireKeyboard();
wireClock();
wirePage();
const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element #app to draw into");
render(<App model={model} />, root);
void model.session.start(token);
