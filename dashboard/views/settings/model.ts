/** What the settings read and change, each when its page is opened. */
import { signal } from "@preact/signals";
import type { AuditAnswer, PersonAnswer, SiteAnswer, TokenAnswer } from "../../../schema/administration.ts";
import type { SegmentAnswer, ShareAnswer } from "../../../schema/definitions.ts";
import type { Api, Problem } from "../../api.ts";
import { createKept, type Kept, type KeptCache } from "../../kept.ts";
import type { Rights } from "../../rights.ts";

export interface Settings {
  /** Null until it is known what the viewer may. */
  rights: { value: Rights | null };
  loadRights(): Promise<void>;
  sites: Kept<SiteAnswer>;
  tokens: Kept<TokenAnswer>;
  people: Kept<PersonAnswer>;
  /** Of one site. */
  shares(siteId: string): Kept<ShareAnswer>;
  segments(siteId: string): Kept<SegmentAnswer>;
  acts: { value: AuditAnswer["acts"] | null };
  actsProblem: { value: Problem | null };
  hasMoreActs: { value: boolean };
  /** The newest, and with each further call a page behind those that are there. */
  loadActs(): Promise<void>;
}

export function createSettings(api: Api, cache: KeptCache): Settings {
  const rights = signal<Rights | null>(null);
  const acts = signal<AuditAnswer["acts"] | null>(null);
  const actsProblem = signal<Problem | null>(null);
  const next = signal<number | null>(null);

  const loadRights = async (): Promise<void> => {
    const outcome = await api.call<Rights>("GET", "/v1/sign-in");
    if (outcome.ok) rights.value = outcome.value;
  };

  const loadActs = async (): Promise<void> => {
    const after = next.value === null ? "" : `?after=${next.value}`;
    const outcome = await api.call<AuditAnswer>("GET", `/v1/audit${after}`);
    actsProblem.value = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    acts.value = after === "" ? outcome.value.acts : [...(acts.value ?? []), ...outcome.value.acts];
    next.value = outcome.value.next;
  };

  const ofSite = (siteId: string) => `?site_id=${encodeURIComponent(siteId)}`;
  return {
    rights,
    loadRights,
    sites: createKept(api, cache, { path: "/v1/sites", key: "sites" }),
    tokens: createKept(api, cache, { path: "/v1/tokens", key: "tokens" }),
    people: createKept(api, cache, { path: "/v1/people", key: "people" }),
    shares: (siteId) => createKept(api, cache, { path: "/v1/shares", search: ofSite(siteId), key: "shares" }),
    segments: (siteId) =>
      createKept(api, cache, { path: "/v1/segments", search: ofSite(siteId), key: "segments" }),
    acts,
    actsProblem,
    hasMoreActs: {
      get value() {
        return next.value !== null;
      },
    },
    loadActs,
  };
}
