import { currentLanguage } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { lazy } from "./lazy.tsx";
import { Page } from "./page.tsx";

const SignIn = lazy(() => import("./sign-in.tsx").then((module) => module.SignIn));
const CreateSite = lazy(() => import("./create-site.tsx").then((module) => module.CreateSite));
const ShareEnded = lazy(async () => {
  const { ShareEnded, catalogue } = await import("./share-ended.tsx");
  await catalogue.load(currentLanguage());
  return ShareEnded;
});

/** What the viewer may see: nothing yet, the door, a first step, or the page. Another language draws all of it anew. */
export function App({ model }: { model: Dashboard }) {
  const language = model.language.value;
  if (model.session.state.value === "asking") return null;
  if (model.session.state.value === "out")
    return model.api.isShared() ? <ShareEnded key={language} /> : <SignIn key={language} model={model} />;
  return model.site.value === null ? (
    <CreateSite key={language} model={model} />
  ) : (
    <Page key={language} model={model} />
  );
}
