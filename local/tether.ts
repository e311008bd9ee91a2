/**
 * `node local/tether.ts PATIENCE_MS COMMAND …`: runs a command in a process group of its own and ends the whole group
 * when stdin closes, first asking, then by force after PATIENCE_MS. The parent holds the other end of that pipe, so its death, kill -9 included, leaves no orphan
 * behind that would hold a port or a data folder. A signal to the parent's group (Ctrl-C) does not reach the
 * command, which lets the parent end things in order.
 */
import { spawn } from "node:child_process";

const [patienceMs, command, ...args] = process.argv.slice(2);
if (!command) throw new Error("tether: name a command to run");

const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });
const signal = (name: NodeJS.Signals) => {
  try {
    if (child.pid) process.kill(-child.pid, name);
  } catch {
    // The group is gone already, which is what was wanted.
  }
};

child.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on("exit", (code) => {
  signal("SIGKILL");
  process.exit(code ?? 1);
});
for (const ignored of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(ignored, () => {});
process.stdin.resume().on("end", () => {
  signal("SIGTERM");
  setTimeout(() => signal("SIGKILL"), Number(patienceMs));
});
