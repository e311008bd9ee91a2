import type { HealthWords } from "./en.ts";

export const messages: HealthWords = {
  title: "Santé",
  lead: "Ce qu’est devenu chaque événement envoyé à ce site.",
  nothing: "Rien n’a été reçu pendant ce temps.",
  outcomes: {
    received: "Reçus",
    accepted: "Dans le rapport",
    duplicate: "Copies, comptées une fois",
    quarantined: "Mis de côté par des règles",
    refused: "Refusés",
    restored: "Récupérés",
  },
  reason: "Raison",
  stage: "Où",
  events: "Événements",
  reasons: "Raisons",
  stages: { collector: "À la périphérie", consumer: "Au nettoyage", shard: "Au stockage" },
};
