import type { HealthWords } from "./en.ts";

export const messages: HealthWords = {
  title: "السلامة",
  lead: "ما آل إليه كل حدث أُرسل إلى هذا الموقع.",
  nothing: "لم يُستلم شيء في هذا الوقت.",
  outcomes: {
    received: "مستلمة",
    accepted: "في التقرير",
    duplicate: "نسخ تُحسب مرة واحدة",
    quarantined: "عزلتها القواعد",
    refused: "مرفوضة",
    restored: "مستعادة",
  },
  reason: "السبب",
  stage: "أين",
  events: "الأحداث",
  reasons: "الأسباب",
  stages: { collector: "عند الحافة", consumer: "أثناء التنقية", shard: "أثناء التخزين" },
};
