import type { ComponentChildren } from "preact";

interface SectionProps {
  title: string;
  lead?: string;
  /** What can be begun here. */
  act?: ComponentChildren;
  children: ComponentChildren;
}

/** A card of the settings: what it is about, and what can be done. */
export function Section({ title, lead, act, children }: SectionProps) {
  return (
    <section class="card setting">
      <header class="setting-head">
        <div>
          <h2>{title}</h2>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {act}
      </header>
      {children}
    </section>
  );
}
