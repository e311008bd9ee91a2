import type { HealthWords } from "./en.ts";

export const messages: HealthWords = {
  title: "稼働状況",
  lead: "このサイトに送られた各イベントがどうなったか。",
  nothing: "この間に受信したものはありません。",
  outcomes: {
    received: "受信",
    accepted: "レポートに反映",
    duplicate: "重複（1 回だけ計上）",
    quarantined: "ルールで隔離",
    refused: "拒否",
    restored: "復元",
  },
  reason: "理由",
  stage: "場所",
  events: "イベント",
  reasons: "理由",
  stages: { collector: "エッジ", consumer: "整形時", shard: "保存時" },
};
