import type { ComponentChildren } from "preact";

interface ViewHeadProps {
  title: string;
  lead?: string;
  /** What can be done, at the end of the line. */
  children?: ComponentChildren;
}

export function ViewHead({ title, lead, children }: ViewHeadProps) {
  return (
    <header class="view-head">
      <div>
        <h2>{title}</h2>
        {lead !== undefined && <p class="lead">{lead}</p>}
      </div>
      {children}
    </header>
  );
}
