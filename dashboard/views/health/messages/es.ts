import type { HealthWords } from "./en.ts";

export const messages: HealthWords = {
  title: "Estado",
  lead: "Qué fue de cada evento enviado a este sitio.",
  nothing: "No se recibió nada en este tiempo.",
  outcomes: {
    received: "Recibidos",
    accepted: "En el informe",
    duplicate: "Copias, contadas una vez",
    quarantined: "Apartados por reglas",
    refused: "Rechazados",
    restored: "Recuperados",
  },
  reason: "Motivo",
  stage: "Dónde",
  events: "Eventos",
  reasons: "Motivos",
  stages: { collector: "En el borde", consumer: "Al limpiar", shard: "Al guardar" },
};
