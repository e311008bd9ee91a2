/** Sends the demo's traffic through the real `POST /capture`, as any server would send its own. */
import { captureAll } from "../capture-client.ts";
import { demoTraffic, type TrafficSettings } from "./traffic.ts";

const PARALLEL_REQUESTS = 3;

export interface DemoSettings extends TrafficSettings {
  /** Base URL of the service. */
  url: string;
  /** Needs `events:write` for the site. */
  token: string;
}

/** Sends everything and says how many events were taken; what was sent before is not counted twice. */
export async function sendDemoTraffic({ url, token, ...traffic }: DemoSettings): Promise<{ events: number }> {
  const { accepted, refused } = await captureAll({ url, token }, demoTraffic(traffic), PARALLEL_REQUESTS);
  const [[reason, count] = []] = [...refused];
  if (reason !== undefined)
    throw new Error(`The demo's traffic was refused: ${count} events with "${reason}".`);
  return { events: accepted };
}
