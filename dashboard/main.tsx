/** The door: mounts the model on the page and wires it to address bar, keyboard, clock and storage. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { createApi } from "./api.ts";
import { pressKey } from "./keys.ts";
import { recall, remember } from "./memory.ts";
import { currentLanguage, speak, t } from "./messages/index.ts";
import { chooseLanguage, directionOf, type Language, parseLanguage } from "./messages/languages.ts";
import { DashboardModel } from "./model.ts";
import { createSharedApi, parseShared, sharedAddress } from "./share.ts";
import { parseTheme } from "./theme.ts";
import { App } from "./view/app.tsx";
import "./style/index.css";

/** A visit takes about two seconds to become visible; this often a page that somebody looks at asks for it. */
const PULSE_MS = 2_000;
/** After this long a `g` is forgotten. */
const LEAD_MS = 1_200;
const THEME_KEY = "footfall:theme";
const LANGUAGE_KEY = "footfall:language";

const shared = parseShared(location.pathname, location.search, location.hash);

const model = new DashboardModel({
  api: shared === null ? createApi() : createSharedApi(shared.token),
  now: () => Date.now(),
  speak(language) {
    remember(LANGUAGE_KEY, language);
    void changeLanguage(language);
  },
  go(search, how) {
    const own = search === "" ? location.pathname : search;
    const address = shared === null ? own : sharedAddress(search, location.search, location.hash);
    history[how === "push" ? "pushState" : "replaceState"](null, "", address);
  },
});

/** The token of a sign-in link; taken out of the address bar and the history before anything else happens. */
function takeToken(): string | null {
  // A share's token stays where it is: it is the address.
  if (shared !== null) return null;
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

function wireAddressBar(): void {
  addEventListener("popstate", () => model.arrive(location.search));
  addEventListener("hashchange", () => {
    // Another share's token is another page.
    if (shared !== null) return location.reload();
    const token = takeToken();
    if (token !== null) void model.session.start(token);
  });
}

function wireKeyboard(): void {
  let lead = "";
  let forgetting: ReturnType<typeof setTimeout> | undefined;
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") return model.openPanel(null);
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k" && model.site.value !== null) {
      event.preventDefault();
      return model.openPanel(model.panel.value === "palette" ? null : "palette");
    }
    const isTyping =
      event.target instanceof Element && event.target.closest("input, select, textarea, dialog");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.key === "Shift") return;
    const press = pressKey(model, event.key, lead);
    lead = press.lead;
    clearTimeout(forgetting);
    forgetting = setTimeout(() => {
      lead = "";
    }, LEAD_MS);
    if (press.isTaken) event.preventDefault();
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
  // Who embeds a share says what it looks like there; that is nothing to remember.
  const told = shared === null ? null : new URLSearchParams(location.search).get("theme");
  model.theme.value = parseTheme(told ?? recall(THEME_KEY));
  effect(() => {
    document.documentElement.dataset.theme = model.theme.value;
    if (told === null) remember(THEME_KEY, model.theme.value);
  });
  if (shared?.isEmbedded) document.documentElement.dataset.embedded = "";
  effect(() => {
    const site = model.site.value;
    document.title = site === null ? t.product : `${site.name} · ${t.product}`;
  });
}

/** The language that somebody chose here, else the first of the browser's that is spoken. */
const wantedLanguage = (): Language =>
  parseLanguage(recall(LANGUAGE_KEY)) ?? chooseLanguage(navigator.languages);

/** Draws nothing in a language whose words are not there yet. */
async function changeLanguage(language: Language): Promise<void> {
  await speak(language);
  const spoken = currentLanguage();
  document.documentElement.lang = spoken;
  document.documentElement.dir = directionOf(spoken);
  model.language.value = spoken;
}

const token = takeToken();
const language = changeLanguage(wantedLanguage());
model.arrive(location.search);
wireAddressBar();
wireKeyboard();
wireClock();
wirePage();
const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element #app to draw into");
void model.session.start(token);
await language;
render(<App model={model} />, root);
