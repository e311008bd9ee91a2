/** Core Web Vitals, what explains them, and where each is good and where poor: https://web.dev/articles/vitals. Pure. */
export const VITALS = ["LCP", "INP", "CLS", "FCP", "TTFB"] as const;
export type Vital = (typeof VITALS)[number];

export type Rating = "good" | "middling" | "poor";

/** Up to the first a value is good, above the second poor; ms, and of CLS a score. */
const LIMITS: Record<Vital, readonly [good: number, poor: number]> = {
  LCP: [2_500, 4_000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1_800, 3_000],
  TTFB: [800, 1_800],
};

export const limitsOf = (vital: Vital): readonly [number, number] => LIMITS[vital];

/** Of the 75th percentile: three of four visits are at least as good. */
export function ratingOf(vital: Vital, value: number | null): Rating | null {
  if (value === null) return null;
  const [good, poor] = LIMITS[vital];
  return value <= good ? "good" : value <= poor ? "middling" : "poor";
}

export const parseVital = (text: string | undefined): Vital =>
  VITALS.find((vital) => vital === text) ?? "LCP";
