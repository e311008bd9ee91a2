import type { ReasonWords } from "./en.ts";

export const messages: ReasonWords = {
  accepted: {
    says: "Zählt im Bericht.",
    next: "Es ist nichts zu tun.",
  },
  accepted_bot: {
    says: "Im Bericht als Roboter.",
    next: "Die Zahlen lassen Roboter aus; die Karte „Verkehr“ im Überblick zählt sie.",
  },
  accepted_ai: {
    says: "Im Bericht als KI-Agent.",
    next: "Die Zahlen lassen KI-Agenten aus; die Karte „Verkehr“ im Überblick zählt sie.",
  },
  duplicate: {
    says: "Kopie eines Ereignisses, das schon gezählt wurde.",
    next: "Tracker senden erneut, wenn eine Antwort verloren ging. Die erste Kopie zählt; es ist nichts zu tun.",
  },
  rule_quarantine: {
    says: "Von einer Regel beiseitegelegt.",
    next: "Es wartet 30 Tage in der Quarantäne. Hole zurück, was zählen soll, oder ändere die Regel.",
  },
  restored: {
    says: "Aus der Quarantäne zurückgeholt.",
    next: "Es steht im Bericht, zu der Zeit, zu der es geschah.",
  },
  rule_drop: {
    says: "Von einer Regel verworfen.",
    next: "Es ist weg. Lass die Regel stattdessen beiseitelegen, dann lässt es sich zurückholen.",
  },
  erased: {
    says: "Von einem Besucher, der danach gelöscht wurde.",
    next: "Eine Löschung gilt auch für Ereignisse, die später kommen. Es ist nichts zu tun.",
  },
  unreadable: {
    says: "Ließ sich nicht bereinigen und wurde beiseitegelegt.",
    next: "Es ist nicht verloren: Ein Administrator kann es auf der Seite „Pipeline“ erneut senden.",
  },
  parked: {
    says: "Von der Datenbank abgelehnt und beiseitegelegt.",
    next: "Es ist nicht verloren: Zeile und Grund liegen im Bucket. Sage es denen, die diese Installation betreiben.",
  },
  invalid: {
    says: "Hat nicht die Form eines Ereignisses.",
    next: "Der Debugger zeigt, wo in der Anfrage, und was zu ändern ist.",
  },
  too_large: {
    says: "Größer, als ein Ereignis sein darf.",
    next: "Sende weniger in einem Ereignis; der Debugger sagt, wie viel erlaubt ist.",
  },
  too_old: {
    says: "Geschah vor mehr als acht Tagen.",
    next: "Browser dürfen acht Tage zu spät sein. Ältere Ereignisse kann ein Server mit einem Token senden.",
  },
  no_visitor: {
    says: "Niemand kann sagen, von wem es ist.",
    next: "Server, die alte Ereignisse senden, müssen anonymous_id oder user_id nennen.",
  },
  gpc: {
    says: "Der Browser bat darum, nicht verfolgt zu werden.",
    next: "Diese Website achtet Global Privacy Control. Ob sie es tut, steht in den Einstellungen.",
  },
  origin_not_allowed: {
    says: "Von einer Seite gesendet, deren Ursprung nicht erlaubt ist.",
    next: "Trage den Ursprung in den Einstellungen bei den erlaubten ein, wenn die Seite dir gehört.",
  },
  scope_missing: {
    says: "Mit einem Token gesendet, das an diese Website nicht senden darf.",
    next: "Erstelle ein Token mit dem Recht events:write für diese Website.",
  },
  rate_limited: {
    says: "Zu viele Anfragen auf einmal.",
    next: "Tracker behalten diese Ereignisse und senden sie erneut. Hält es an, sieh nach, wer so viel sendet.",
  },
  bad_site_key: {
    says: "Der Schlüssel der Website war falsch.",
    next: "Kopiere das Snippet der Website neu: Ein abgeschnittener Schlüssel oder der einer gelöschten Website wird abgelehnt.",
  },
  bad_token: {
    says: "Das Token ist unbekannt, abgelaufen oder widerrufen.",
    next: "Erstelle ein neues Token mit dem Recht events:write.",
  },
  not_json: {
    says: "Kein JSON.",
    next: "Sende den Körper der Anfrage als JSON.",
  },
  bad_encoding: {
    says: "Der Körper kam nicht ganz an.",
    next: "Sende ihn erneut; gepackt nur als gültiges gzip.",
  },
  invalid_request: {
    says: "Hat nicht die Form einer Anfrage.",
    next: "Die Antwort auf die Anfrage sagt, welcher Schlüssel falsch ist.",
  },
  no_events: {
    says: "Eine Anfrage ohne Ereignisse.",
    next: "Sende mindestens ein Ereignis.",
  },
  too_many_events: {
    says: "Mehr Ereignisse, als eine Anfrage enthalten darf.",
    next: "Sende höchstens 100 auf einmal, mit einem Token höchstens 1.000.",
  },
  unsupported_type: {
    says: "Ein Inhaltstyp, der nicht genommen wird.",
    next: "Sende text/plain oder application/json.",
  },
  unsupported_encoding: {
    says: "Ein gepackter Körper ohne Token.",
    next: "Sende ihn ungepackt, oder als gzip mit einem Token.",
  },
  resend_or_late: {
    says: "Erneut gesendet oder spät: Es wird nachgeschlagen, ob es eine Kopie ist.",
    next: "Es zählt, sobald das bekannt ist, wenn es keine ist.",
  },
};
