/**
 * The views of the dashboard: where the navigation shows each, the key that opens it after `g`, and the parameters of
 * the address that are its own. Pure; in the first load. `load.ts` knows where their code is.
 */
import type { Language } from "../messages/languages.ts";

/** The navigation's sections, in their order. */
export const VIEW_GROUPS = ["numbers", "people", "quality", "site"] as const;
export type ViewGroup = (typeof VIEW_GROUPS)[number];

export interface ViewEntry {
  group: ViewGroup;
  /** Whether wide screens show it beside the site's name; the menu has all. */
  isPrimary: boolean;
  /** Pressed after `g`. */
  key: string;
  /** Parameters that only this view understands; no name that the overview uses. */
  own: readonly string[];
  /** Whether period and filters mean something to it; they are shown above it then. */
  isFiltered: boolean;
  /** Whether somebody with a share's link may open it. */
  isShared: boolean;
  title: Record<Language, string>;
}

export const VIEWS = {
  overview: {
    group: "numbers",
    isPrimary: true,
    key: "o",
    own: [],
    isFiltered: true,
    isShared: true,
    title: {
      en: "Overview",
      de: "Überblick",
      fr: "Aperçu",
      es: "Resumen",
      ja: "概要",
      ar: "نظرة عامة",
    },
  },
  now: {
    group: "numbers",
    isPrimary: true,
    key: "n",
    own: ["minutes"],
    isFiltered: false,
    isShared: true,
    title: { en: "Now", de: "Jetzt", fr: "En direct", es: "Ahora", ja: "現在", ar: "الآن" },
  },
  goals: {
    group: "numbers",
    isPrimary: true,
    key: "g",
    own: [],
    isFiltered: true,
    isShared: true,
    title: { en: "Goals", de: "Ziele", fr: "Objectifs", es: "Objetivos", ja: "目標", ar: "الأهداف" },
  },
  events: {
    group: "people",
    isPrimary: true,
    key: "e",
    own: ["event", "prop"],
    isFiltered: true,
    isShared: true,
    title: { en: "Events", de: "Ereignisse", fr: "Événements", es: "Eventos", ja: "イベント", ar: "الأحداث" },
  },
  sites: {
    group: "numbers",
    isPrimary: false,
    key: "l",
    own: [],
    isFiltered: true,
    isShared: false,
    title: {
      en: "All sites",
      de: "Alle Websites",
      fr: "Tous les sites",
      es: "Todos los sitios",
      ja: "すべてのサイト",
      ar: "كل المواقع",
    },
  },
  vitals: {
    group: "quality",
    isPrimary: false,
    key: "v",
    own: ["vital", "by"],
    isFiltered: true,
    isShared: true,
    title: {
      en: "Web vitals",
      de: "Web Vitals",
      fr: "Web Vitals",
      es: "Web Vitals",
      ja: "ウェブバイタル",
      ar: "مؤشرات الويب",
    },
  },
  errors: {
    group: "quality",
    isPrimary: false,
    key: "r",
    own: ["error"],
    isFiltered: true,
    isShared: true,
    title: { en: "Errors", de: "Fehler", fr: "Erreurs", es: "Errores", ja: "エラー", ar: "الأخطاء" },
  },
  segments: {
    group: "site",
    isPrimary: false,
    key: "s",
    own: [],
    isFiltered: true,
    isShared: false,
    title: {
      en: "Segments",
      de: "Segmente",
      fr: "Segments",
      es: "Segmentos",
      ja: "セグメント",
      ar: "الشرائح",
    },
  },
  annotations: {
    group: "site",
    isPrimary: false,
    key: "a",
    own: [],
    isFiltered: false,
    isShared: false,
    title: {
      en: "Annotations",
      de: "Anmerkungen",
      fr: "Annotations",
      es: "Anotaciones",
      ja: "注釈",
      ar: "التعليقات",
    },
  },
  health: {
    group: "site",
    isPrimary: true,
    key: "h",
    own: ["section", "range", "rule", "search", "show"],
    isFiltered: false,
    isShared: false,
    title: { en: "Health", de: "Zustand", fr: "Santé", es: "Estado", ja: "稼働状況", ar: "السلامة" },
  },
  settings: {
    group: "site",
    isPrimary: false,
    key: "t",
    own: ["section"],
    isFiltered: false,
    isShared: false,
    title: {
      en: "Settings",
      de: "Einstellungen",
      fr: "Réglages",
      es: "Ajustes",
      ja: "設定",
      ar: "الإعدادات",
    },
  },
} as const satisfies Record<string, ViewEntry>;

export type ViewName = keyof typeof VIEWS;
export const VIEW_NAMES = Object.keys(VIEWS) as ViewName[];
/** As the interface says, for those who read any of them. */
export const viewEntry = (name: ViewName): ViewEntry => VIEWS[name];
