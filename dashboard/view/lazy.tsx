/** Parts of the page whose code is fetched when they are first wanted. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../messages/index.ts";

interface LazyOptions<Props> {
  /** Shown until the code is there; nothing by default. */
  Waiting?: ComponentType<Props>;
}

/**
 * A component that fetches itself. What was fetched once is drawn at once from then on; a fetch that failed is said,
 * and may be tried again.
 */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { Waiting }: LazyOptions<Props> = {},
): ComponentType<Props> {
  let fetched: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const state = useSignal<"waiting" | "there" | "failed">(fetched === null ? "waiting" : "there");
    useEffect(() => {
      if (state.value !== "waiting") return;
      load().then(
        (component) => {
          fetched = component;
          state.value = "there";
        },
        () => {
          state.value = "failed";
        },
      );
    }, [state.value]);
    const Fetched = fetched;
    if (state.value === "failed") {
      const retry = () => {
        state.value = "waiting";
      };
      return <FetchFailed retry={retry} />;
    }
    if (state.value === "waiting" || Fetched === null) return Waiting ? <Waiting {...props} /> : null;
    return <Fetched {...props} />;
  };
}

function FetchFailed({ retry }: { retry: () => void }) {
  return (
    <div class="problem" role="alert">
      <span>{t.views.failed}</span>
      <button type="button" onClick={retry}>
        {t.problem.retry}
      </button>
    </div>
  );
}
