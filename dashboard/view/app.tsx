import type { Dashboard } from "../model.ts";
import { CreateSite } from "./create-site.tsx";
import { Overview } from "./overview.tsx";
import { SignIn } from "./sign-in.tsx";

/** What the viewer may see: nothing yet, the door, a first step, or the numbers. */
export function App({ model }: { model: Dashboard }) {
  if (model.session.state.value === "asking") return null;
  if (model.session.state.value === "out") return <SignIn model={model} />;
  return model.site.value === null ? <CreateSite model={model} /> : <Overview model={model} />;
}
