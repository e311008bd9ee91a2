/** The measured worker and its stub services in one workerd. */
import { COMPATIBILITY_DATE, type Running, startWorkerd as start } from "../workerd.ts";

export type { Running } from "../workerd.ts";

export interface Setup {
  /** Source of the measured worker. */
  main: string;
  stubs: { queue: string; control: string; salts: string };
  secret: string;
  port: number;
}

export function startWorkerd(setup: Setup): Promise<Running> {
  const { queue, control, salts } = setup.stubs;
  const sources = { "main.mjs": setup.main, "queue.mjs": queue, "control.mjs": control, "salts.mjs": salts };
  return start({ config: config(setup), sources, port: setup.port });
}

function config({ port, secret }: Setup): string {
  const worker = (name: string, rest = "") => `(name = "${name}", worker = (
    modules = [(name = "main", esModule = embed "${name}.mjs")],
    compatibilityDate = "${COMPATIBILITY_DATE}"${rest}))`;
  const bindings = `,
    bindings = [
      (name = "SECRET_KEY", text = "${secret}"),
      (name = "EVENTS", queue = "queue"),
      (name = "CONTROL", wrapped = (
        moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "control")])),
      (name = "SALTS", durableObjectNamespace = (className = "Salts", serviceName = "salts")),
    ]`;
  const objects = `,
    durableObjectNamespaces = [(className = "Salts", uniqueKey = "salts")],
    durableObjectStorage = (inMemory = void)`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${worker("main", bindings)}, ${worker("queue")}, ${worker("control")}, ${worker("salts", objects)}],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);`;
}
