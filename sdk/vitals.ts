/** Lazy: Core Web Vitals and what explains them, as the `web-vitals` library measures them. */
import { type MetricWithAttribution, onCLS, onFCP, onINP, onLCP, onTTFB } from "web-vitals/attribution";
import type { Module } from "./module.ts";

/** The element that a value is due to, where there is one. */
function targetOf({ attribution }: MetricWithAttribution): string | undefined {
  if ("largestShiftTarget" in attribution) return attribution.largestShiftTarget;
  if ("interactionTarget" in attribution) return attribution.interactionTarget;
  return "target" in attribution ? attribution.target : undefined;
}

/** Each metric once: the library waits until its value is final, at the latest until the page is hidden. */
const measureVitals: Module = (emit, url) => {
  const report = (metric: MetricWithAttribution) => {
    const { name, value, rating } = metric;
    emit("web_vital", {
      url,
      vital: { metric: name, value, rating, target: targetOf(metric) },
      interactive: false,
    });
  };
  for (const measure of [onCLS, onFCP, onINP, onLCP, onTTFB]) measure(report);
};

export default measureVitals;
