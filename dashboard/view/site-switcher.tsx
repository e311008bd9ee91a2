import { t } from "../messages/index.ts";
import { LANGUAGE_NAMES, LANGUAGES, parseLanguage } from "../messages/languages.ts";
import type { Dashboard } from "../model.ts";
import { THEMES } from "../theme.ts";
import { Popover } from "./popover.tsx";

/** The site's name, and under it: other sites, its snippet, the theme, the way out. */
export function SiteSwitcher({ model }: { model: Dashboard }) {
  const site = model.site.value;
  if (site === null) return null;
  const button = (
    <>
      <Mark name={site.name} />
      <span class="site-name">{site.name}</span>
      <span class="caret" aria-hidden="true" />
    </>
  );
  return (
    <Popover model={model} name="sites" label={t.site.switch} button={button} buttonClass="site" side="start">
      <ul class="menu sites">
        {model.session.sites.value.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === site.id ? "true" : undefined}
              onClick={() => model.openSite(id)}
            >
              <Mark name={name} />
              <span class="clip">{name}</span>
            </button>
          </li>
        ))}
      </ul>
      <ul class="menu">
        <li>
          <button type="button" onClick={() => model.openPanel("snippet")}>
            <span>{t.site.add}</span>
            <kbd>N</kbd>
          </button>
        </li>
        <li>
          <button type="button" onClick={() => model.openPanel("keys")}>
            <span>{t.keys.title}</span>
            <kbd>?</kbd>
          </button>
        </li>
        <li>
          <button type="button" onClick={() => void model.session.signOut()}>
            {t.signIn.out}
          </button>
        </li>
      </ul>
      <fieldset class="choice">
        <legend class="unseen">{t.theme.title}</legend>
        {THEMES.map((theme) => (
          <label key={theme}>
            <input
              type="radio"
              name="theme"
              checked={model.theme.value === theme}
              onChange={() => {
                model.theme.value = theme;
              }}
            />
            <span class="choice-label">{t.theme[theme]}</span>
          </label>
        ))}
      </fieldset>
      <label class="compare">
        <span class="custom-label">{t.language}</span>
        <select
          value={model.language.value}
          onChange={(event) => model.speak(parseLanguage(event.currentTarget.value) ?? "en")}
        >
          {LANGUAGES.map((language) => (
            <option key={language} value={language} lang={language}>
              {LANGUAGE_NAMES[language]}
            </option>
          ))}
        </select>
      </label>
    </Popover>
  );
}

const Mark = ({ name }: { name: string }) => (
  <span class="mark" aria-hidden="true">
    {[...name][0]?.toUpperCase() ?? "·"}
  </span>
);
