/** What a figure was measured on: a ratio travels between machines, a time does not. */
import { availableParallelism, cpus, totalmem } from "node:os";

export function machine(): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  return `${availableParallelism()} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}
