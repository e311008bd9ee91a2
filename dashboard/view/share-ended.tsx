import { words } from "../messages/views/index.ts";

export { words as catalogue };

/** Where a share's link leads when it shows nothing any more. */
export function ShareEnded() {
  const w = words.t.share;
  return (
    <main class="door">
      <div class="card door-card" role="status">
        <span class="mark" aria-hidden="true">
          F
        </span>
        <h1>{w.ended}</h1>
        <p class="lead">{w.endedLead}</p>
      </div>
    </main>
  );
}
