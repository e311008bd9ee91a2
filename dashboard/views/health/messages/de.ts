import type { HealthWords } from "./en.ts";

export const messages: HealthWords = {
  title: "Zustand",
  lead: "Was aus jedem Ereignis wurde, das an diese Website gesendet wurde.",
  nothing: "In dieser Zeit kam nichts an.",
  outcomes: {
    received: "Empfangen",
    accepted: "Im Bericht",
    duplicate: "Kopien, einmal gezählt",
    quarantined: "Von Regeln beiseitegelegt",
    refused: "Abgelehnt",
    restored: "Zurückgeholt",
  },
  reason: "Grund",
  stage: "Wo",
  events: "Ereignisse",
  reasons: "Gründe",
  stages: { collector: "Am Rand des Netzes", consumer: "Beim Bereinigen", shard: "Beim Speichern" },
};
