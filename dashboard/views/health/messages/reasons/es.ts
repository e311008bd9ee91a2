import type { ReasonWords } from "./en.ts";

export const messages: ReasonWords = {
  accepted: {
    says: "Contado en el informe.",
    next: "No hay nada que hacer.",
  },
  accepted_bot: {
    says: "En el informe, como robot.",
    next: "Los números dejan fuera a los robots; la tarjeta «Tráfico» del resumen los cuenta.",
  },
  accepted_ai: {
    says: "En el informe, como agente de IA.",
    next: "Los números dejan fuera a los agentes de IA; la tarjeta «Tráfico» del resumen los cuenta.",
  },
  duplicate: {
    says: "Copia de un evento que ya se contó.",
    next: "Los rastreadores reenvían cuando se pierde una respuesta. La primera copia cuenta; no hay nada que hacer.",
  },
  rule_quarantine: {
    says: "Apartado por una regla.",
    next: "Espera 30 días en la cuarentena. Recupera lo que deba contar o cambia la regla.",
  },
  restored: {
    says: "Recuperado de la cuarentena.",
    next: "Está en el informe, a la hora en que ocurrió.",
  },
  rule_drop: {
    says: "Descartado por una regla.",
    next: "Se ha perdido. Si la regla aparta en vez de descartar, se podrá recuperar.",
  },
  erased: {
    says: "De un visitante que fue borrado después.",
    next: "Un borrado vale también para los eventos que llegan tarde. No hay nada que hacer.",
  },
  unreadable: {
    says: "No se pudo limpiar y se apartó.",
    next: "No se ha perdido: un administrador puede enviarlo de nuevo desde la página «Recorrido».",
  },
  parked: {
    says: "Rechazado por la base de datos y apartado.",
    next: "No se ha perdido: la fila y el motivo están en el bucket. Avisa a quien lleva este despliegue.",
  },
  invalid: {
    says: "No tiene la forma de un evento.",
    next: "El depurador muestra en qué parte de la petición y qué cambiar.",
  },
  too_large: {
    says: "Mayor de lo que puede ser un evento.",
    next: "Envía menos en un evento; el depurador dice cuánto se permite.",
  },
  too_old: {
    says: "Ocurrió hace más de ocho días.",
    next: "Los navegadores pueden llegar ocho días tarde. Lo más antiguo puede enviarlo un servidor con un token.",
  },
  no_visitor: {
    says: "Nadie puede decir de quién es.",
    next: "Los servidores que envían eventos antiguos deben dar anonymous_id o user_id.",
  },
  gpc: {
    says: "El navegador pidió no ser rastreado.",
    next: "Este sitio respeta Global Privacy Control. Los ajustes dicen si lo hace.",
  },
  origin_not_allowed: {
    says: "Enviado por una página de un origen no permitido.",
    next: "Añade el origen a los permitidos del sitio, en los ajustes, si la página es tuya.",
  },
  scope_missing: {
    says: "Enviado con un token que no puede enviar a este sitio.",
    next: "Crea un token con el permiso events:write para este sitio.",
  },
  rate_limited: {
    says: "Demasiadas peticiones a la vez.",
    next: "Los rastreadores guardan estos eventos y los reenvían. Si continúa, mira quién envía tanto.",
  },
  bad_site_key: {
    says: "La clave del sitio era incorrecta.",
    next: "Copia de nuevo el fragmento del sitio: una clave cortada o de un sitio borrado se rechaza.",
  },
  bad_token: {
    says: "El token es desconocido, caducó o fue revocado.",
    next: "Crea un token nuevo con el permiso events:write.",
  },
  not_json: {
    says: "No es JSON.",
    next: "Envía el cuerpo de la petición como JSON.",
  },
  bad_encoding: {
    says: "El cuerpo no llegó entero.",
    next: "Envíalo de nuevo; comprimido, como gzip válido.",
  },
  invalid_request: {
    says: "No tiene la forma de una petición.",
    next: "La respuesta a la petición dice qué clave está mal.",
  },
  no_events: {
    says: "Una petición sin eventos.",
    next: "Envía al menos un evento.",
  },
  too_many_events: {
    says: "Más eventos de los que caben en una petición.",
    next: "Envía como mucho 100 a la vez; con un token, 1000.",
  },
  unsupported_type: {
    says: "Un tipo de contenido que no se acepta.",
    next: "Envía text/plain o application/json.",
  },
  unsupported_encoding: {
    says: "Un cuerpo comprimido sin token.",
    next: "Envíalo sin comprimir, o como gzip con un token.",
  },
  resend_or_late: {
    says: "Reenviado o tardío: se comprueba si es una copia.",
    next: "Cuenta en cuanto se sabe, salvo que lo sea.",
  },
};
