/** Light, dark, or as the system says. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const parseTheme = (text: string | null): Theme => THEMES.find((theme) => theme === text) ?? "system";
