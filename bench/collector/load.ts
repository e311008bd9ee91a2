/** A load generator that is cheap enough not to be what is measured: raw sockets, prepared requests, no parsing. */
import { connect, type Socket } from "node:net";

const CONNECTIONS = 4;
const ACCEPTED = Buffer.from(" 202 ");

/** Sends `count` requests over a few kept connections, one at a time on each. Throws at any answer but 202. */
export async function sendRequests(port: number, requests: readonly Buffer[], count: number): Promise<void> {
  let next = 0;
  const take = () => (next < count ? requests[next++ % requests.length] : undefined);
  await Promise.all(Array.from({ length: CONNECTIONS }, () => converse(port, take)));
}

function converse(port: number, take: () => Buffer | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    const goOn = () => {
      const request = take();
      if (request === undefined) socket.end(() => resolve());
      else socket.write(request);
    };
    socket.on("connect", goOn);
    socket.on("error", reject);
    onAnswer(socket, goOn, reject);
  });
}

/** The answers are short: one ends where its declared length does, whatever packets it came in. */
function onAnswer(socket: Socket, goOn: () => void, reject: (error: Error) => void): void {
  let buffered: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const head = buffered.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(buffered.toString("latin1", 0, head))?.[1] ?? 0);
    if (buffered.length < head + 4 + length) return;
    if (buffered.indexOf(ACCEPTED) !== 8) return reject(new Error(buffered.toString()));
    buffered = buffered.subarray(head + 4 + length);
    goOn();
  });
}
