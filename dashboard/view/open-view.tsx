import type { ComponentType } from "preact";
import { currentLanguage } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { type LazyViewName, LOADERS } from "../views/load.ts";
import { VIEW_NAMES } from "../views/names.ts";
import { lazy } from "./lazy.tsx";
import { Overview } from "./overview.tsx";

type View = ComponentType<{ model: Dashboard }>;

const isLazy = (name: string): name is LazyViewName => name in LOADERS;

/** A view is drawn when its code, its words in the page's language and its style sheet are there. */
const fetchView = (name: LazyViewName): View =>
  lazy(
    async () => {
      const [module] = await Promise.all([LOADERS[name](), fetchStyles(name)]);
      await module.catalogue.load(currentLanguage());
      return module.View;
    },
    { Waiting },
  );

const FETCHED = new Map(VIEW_NAMES.filter(isLazy).map((name) => [name, fetchView(name)]));

/** The view that the address names. */
export function OpenView({ model }: { model: Dashboard }) {
  const { view } = model.address.value;
  const Fetched = isLazy(view) ? FETCHED.get(view) : undefined;
  return Fetched === undefined ? <Overview model={model} /> : <Fetched key={view} model={model} />;
}

/** As high as a page, so that the footer does not jump; seen only when the wait is long. */
const Waiting = () => (
  <div class="view-waiting" aria-busy="true">
    <span class="ghost" />
  </div>
);

/** The build writes the address of each view's style sheet into the page; a view without one has none there. */
function fetchStyles(name: LazyViewName): Promise<void> {
  const href = document.querySelector<HTMLMetaElement>(`meta[name="styles:${name}"]`)?.content;
  if (href === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(`${href} did not load`));
    };
    document.head.append(link);
  });
}
