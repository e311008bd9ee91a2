import type { Scope } from "../../../schema/words.ts";
import type { Site } from "../../api.ts";
import { words } from "../../messages/views/index.ts";
import { CheckField } from "../../view/fields.tsx";

export interface Granted {
  scopes: readonly Scope[];
  sites: readonly string[];
}

interface ScopesFieldProps {
  /** What may be given. */
  scopes: readonly Scope[];
  sites: readonly Site[];
  granted: Granted;
  set(granted: Granted): void;
  problem: string;
}

/** What somebody, or something, may do, and where: `admin` means all sites. */
export function ScopesField({ scopes, sites, granted, set, problem }: ScopesFieldProps) {
  const w = words.t.settings.tokens;
  const isWhole = granted.scopes.includes("admin");
  return (
    <>
      <fieldset class="checks">
        <legend>{w.scopes}</legend>
        {scopes.map((scope) => (
          <CheckField
            key={scope}
            label={w.scopeNames[scope]}
            value={granted.scopes.includes(scope)}
            set={(isOn) => set({ ...granted, scopes: toggled(granted.scopes, scope, isOn) })}
          />
        ))}
      </fieldset>
      <fieldset class="checks" disabled={isWhole}>
        <legend>{w.sites}</legend>
        <div class="check-list">
          {sites.map(({ id, name }) => (
            <CheckField
              key={id}
              label={name}
              value={isWhole || granted.sites.includes(id)}
              set={(isOn) => set({ ...granted, sites: toggled(granted.sites, id, isOn) })}
            />
          ))}
        </div>
      </fieldset>
      {problem !== "" && (
        <p class="door-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

const toggled = <Word,>(words: readonly Word[], word: Word, isOn: boolean): Word[] =>
  isOn ? [...words.filter((one) => one !== word), word] : words.filter((one) => one !== word);

/** What the API takes: a whole deployment has no list of sites. */
export const rightsBody = ({ scopes, sites }: Granted) => ({
  scopes,
  sites: scopes.includes("admin") ? [] : sites,
});

export const isGranted = ({ scopes, sites }: Granted): boolean =>
  scopes.includes("admin") || (scopes.length > 0 && sites.length > 0);

interface RightsCellProps {
  /** As the API lists them. */
  scopes: readonly string[];
  sites: readonly string[];
  all: readonly Site[];
}

/** Names of sites, or that it is all of them. */
export function RightsCell({ scopes, sites, all }: RightsCellProps) {
  const w = words.t.settings.tokens;
  const names: Record<string, string> = w.scopeNames;
  const places = sites.map((id) => all.find((site) => site.id === id)?.name ?? id);
  return (
    <span class="rights">
      {scopes.map((scope) => (
        <code key={scope} class="tag" title={names[scope]}>
          {scope}
        </code>
      ))}
      <small>{places.length === 0 ? w.allSites : places.join(", ")}</small>
    </span>
  );
}
