import type { ReasonWords } from "./en.ts";

export const messages: ReasonWords = {
  accepted: {
    says: "Compté dans le rapport.",
    next: "Il n’y a rien à faire.",
  },
  accepted_bot: {
    says: "Dans le rapport, comme robot.",
    next: "Les chiffres laissent les robots de côté ; la carte « Trafic » de l’aperçu les compte.",
  },
  accepted_ai: {
    says: "Dans le rapport, comme agent d’IA.",
    next: "Les chiffres laissent les agents d’IA de côté ; la carte « Trafic » de l’aperçu les compte.",
  },
  duplicate: {
    says: "Copie d’un événement déjà compté.",
    next: "Les traceurs renvoient quand une réponse s’est perdue. La première copie compte ; il n’y a rien à faire.",
  },
  rule_quarantine: {
    says: "Mis de côté par une règle.",
    next: "Il attend 30 jours en quarantaine. Ramenez ce qui doit compter, ou changez la règle.",
  },
  restored: {
    says: "Ramené de la quarantaine.",
    next: "Il est dans le rapport, à l’heure où il s’est produit.",
  },
  rule_drop: {
    says: "Rejeté par une règle.",
    next: "Il est perdu. Que la règle mette plutôt de côté, et on pourra le ramener.",
  },
  erased: {
    says: "D’un visiteur effacé après coup.",
    next: "Un effacement vaut aussi pour les événements tardifs. Il n’y a rien à faire.",
  },
  unreadable: {
    says: "N’a pas pu être nettoyé, et a été mis à part.",
    next: "Il n’est pas perdu : un administrateur peut le renvoyer depuis la page « Pipeline ».",
  },
  parked: {
    says: "Refusé par la base de données, et mis à part.",
    next: "Il n’est pas perdu : la ligne et la raison sont dans le bucket. Prévenez qui gère ce déploiement.",
  },
  invalid: {
    says: "N’a pas la forme d’un événement.",
    next: "Le débogueur montre où dans la requête, et quoi changer.",
  },
  too_large: {
    says: "Plus grand qu’un événement ne peut l’être.",
    next: "Envoyez moins dans un événement ; le débogueur dit combien est permis.",
  },
  too_old: {
    says: "S’est produit il y a plus de huit jours.",
    next: "Les navigateurs peuvent avoir huit jours de retard. Un serveur avec un jeton peut envoyer plus ancien.",
  },
  no_visitor: {
    says: "Personne ne peut dire de qui il est.",
    next: "Les serveurs qui envoient d’anciens événements doivent donner anonymous_id ou user_id.",
  },
  gpc: {
    says: "Le navigateur a demandé à ne pas être suivi.",
    next: "Ce site respecte Global Privacy Control. Les réglages disent s’il le fait.",
  },
  origin_not_allowed: {
    says: "Envoyé par une page d’une origine non autorisée.",
    next: "Ajoutez l’origine à celles que le site autorise, dans les réglages, si la page est à vous.",
  },
  scope_missing: {
    says: "Envoyé avec un jeton qui ne peut pas envoyer à ce site.",
    next: "Créez un jeton avec le droit events:write pour ce site.",
  },
  rate_limited: {
    says: "Trop de requêtes à la fois.",
    next: "Les traceurs gardent ces événements et les renvoient. Si cela dure, cherchez qui envoie tant.",
  },
  bad_site_key: {
    says: "La clé du site était fausse.",
    next: "Copiez de nouveau l’extrait du site : une clé tronquée ou d’un site supprimé est refusée.",
  },
  bad_token: {
    says: "Le jeton est inconnu, expiré ou révoqué.",
    next: "Créez un nouveau jeton avec le droit events:write.",
  },
  not_json: {
    says: "Ce n’est pas du JSON.",
    next: "Envoyez le corps de la requête en JSON.",
  },
  bad_encoding: {
    says: "Le corps n’est pas arrivé entier.",
    next: "Renvoyez-le ; s’il est compressé, en gzip valide.",
  },
  invalid_request: {
    says: "N’a pas la forme d’une requête.",
    next: "La réponse à la requête dit quelle clé est fausse.",
  },
  no_events: {
    says: "Une requête sans événements.",
    next: "Envoyez au moins un événement.",
  },
  too_many_events: {
    says: "Plus d’événements qu’une requête n’en peut contenir.",
    next: "Envoyez-en 100 au plus à la fois, avec un jeton 1 000 au plus.",
  },
  unsupported_type: {
    says: "Un type de contenu qui n’est pas accepté.",
    next: "Envoyez text/plain ou application/json.",
  },
  unsupported_encoding: {
    says: "Un corps compressé sans jeton.",
    next: "Envoyez-le tel quel, ou en gzip avec un jeton.",
  },
  resend_or_late: {
    says: "Renvoyé, ou tardif : on vérifie si c’est une copie.",
    next: "Il compte dès que c’est connu, sauf si c’en est une.",
  },
};
