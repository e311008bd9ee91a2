/** What an alert says, by channel, and its delivery. The cron of the consumer and a test from the API say it alike. */

import { ALERT_TIMEOUT_MS, type Alert, CONDITIONS, type Notice } from "../../schema/alerts.ts";
import { hex } from "./hex.ts";
import { type Sent, sendOutbound } from "./outbound.ts";

/** How mail leaves: the binding of Cloudflare Email, or an HTTP API that takes `{from, to, subject, text}` with a bearer token. */
export interface MailSettings {
  EMAIL?: SendEmail;
  MAIL_API_URL?: string;
  MAIL_API_TOKEN?: string;
  MAIL_FROM?: string;
}

const TITLES: Record<Notice["condition"], string> = {
  lag: "Events wait",
  dead_letters: "Messages were put aside",
  silence: "A site is silent",
  canary: "Canaries are missing",
  test: "This is a test",
};

/** One sentence or two. Nothing in it comes from visitors. */
export function textOf(
  { name }: Pick<Alert, "name">,
  { condition, state, value, threshold, since, site }: Notice,
): string {
  const title = `${TITLES[condition]}${site === undefined ? "" : ` (${site})`}`;
  if (condition === "test") return `Footfall, ${name}: ${title}. Alerts arrive here.`;
  const from = new Date(since).toISOString();
  const unit = CONDITIONS[condition];
  return state === "firing"
    ? `Footfall, ${name}: ${title}: ${value} ${unit}, the bound is ${threshold}. Since ${from}.`
    : `Footfall, ${name}: well again: ${title.toLowerCase()} no more (${value} ${unit}, since ${from}).`;
}

interface Prepared {
  headers: Record<string, string>;
  body: string;
}

const asJson = (value: unknown): Prepared => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** What is sent to the alert's address. `nowMs` is signed along, so that a message cannot be kept and sent again. */
export async function prepare(alert: Alert, notice: Notice, nowMs: number): Promise<Prepared> {
  const text = textOf(alert, notice);
  switch (alert.channel) {
    case "slack":
      return asJson({ text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;") });
    case "discord":
      return asJson({ content: text, allowed_mentions: { parse: [] } });
    default: {
      const since = new Date(notice.since).toISOString();
      const told = asJson({
        v: 1,
        alert: { id: alert.id, name: alert.name },
        ...notice,
        since,
        at: new Date(nowMs).toISOString(),
        text,
      });
      const timestamp = String(Math.floor(nowMs / 1_000));
      const signature = await sign(alert.secret, `${timestamp}.${told.body}`);
      return {
        ...told,
        headers: { ...told.headers, "footfall-signature": `t=${timestamp},v1=${signature}` },
      };
    }
  }
}

async function sign(secret: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  return hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))));
}

/** Says it, once; a reason is for the administrator and holds no secret. */
export async function deliver(
  alert: Alert,
  notice: Notice,
  nowMs: number,
  mail: MailSettings,
): Promise<Sent> {
  if (alert.channel === "email") return sendMail(alert, notice, mail);
  return sendOutbound(alert.target, await prepare(alert, notice, nowMs), ALERT_TIMEOUT_MS);
}

async function sendMail(alert: Alert, notice: Notice, mail: MailSettings): Promise<Sent> {
  const { EMAIL, MAIL_FROM: from, MAIL_API_URL: url, MAIL_API_TOKEN: token } = mail;
  if (!from || (EMAIL === undefined && !url))
    return { ok: false, reason: "Mail is not set up: MAIL_FROM, and the binding EMAIL or MAIL_API_URL." };
  const text = textOf(alert, notice);
  const message = { from, to: alert.target, subject: `Footfall: ${TITLES[notice.condition]}`, text };
  if (EMAIL === undefined) {
    const headers = {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    };
    return sendOutbound(url ?? "", { headers, body: JSON.stringify(message) }, ALERT_TIMEOUT_MS);
  }
  try {
    await EMAIL.send(message);
    return { ok: true };
  } catch (error) {
    return {
      ok: false,
      reason: `Cloudflare Email refused it: ${error instanceof Error ? error.message.slice(0, 200) : ""}`,
    };
  }
}
