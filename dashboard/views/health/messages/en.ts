export const en = {
  title: "Health",
  lead: "What became of every event that was sent to this site.",
  nothing: "Nothing was received in this time.",
  outcomes: {
    received: "Received",
    accepted: "In the report",
    duplicate: "Copies, counted once",
    quarantined: "Set aside by rules",
    refused: "Refused",
    restored: "Brought back",
  },
  reason: "Reason",
  stage: "Where",
  events: "Events",
  reasons: "Reasons",
  stages: { collector: "At the edge", consumer: "While cleaning", shard: "While storing" },
};
export type HealthWords = typeof en;
