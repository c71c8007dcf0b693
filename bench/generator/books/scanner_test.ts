import { assertEquals } from "@std/assert";
import { encodeCounter, makeBody } from "../../body.ts";
import { type WireName, WIRES } from "../../wires/mod.ts";
import { encode, type PeerPlan } from "../../wires/wire.ts";
import { Connection } from "../connection.ts";
import { Ledger } from "./ledger.ts";
import { Scanner } from "./scanner.ts";

const BODY_BYTES = 64;
const MESSAGES = 300;
const PLAN: PeerPlan = { name: "peer0000", room: "lobby", speaker: 0, listens: true };

function body(counter: number): string {
  const bytes = makeBody(BODY_BYTES, 0);
  new DataView(bytes.buffer).setUint32(BODY_BYTES - 4, encodeCounter(counter), true);
  return new TextDecoder().decode(bytes);
}

function frame(json: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + json.length);
  new DataView(bytes.buffer).setUint32(0, json.length, littleEndian);
  bytes.set(encode(json), 4);
  return bytes;
}

/** `seq` grows by a digit on the way. */
function object(counter: number): string {
  const time = "2026-11-21T05:00:00.000Z";
  return `{"seq":${counter + 50},"time":"${time}","name":"peer0000","msg":"${body(counter)}"}`;
}

/** A delivered message in each protocol. */
const DELIVERIES: Record<
  Exclude<WireName, "udp" | "jetstream" | "frames-bare" | "websocket-bare">,
  (counter: number) => Uint8Array<ArrayBuffer>
> = {
  "frames": (counter) => frame(object(counter), true),
  "frames-acked": (counter) => frame(object(counter), true),
  "frames-be": (counter) => frame(object(counter), false),
  "json-lines": (counter) => encode(`${object(counter)}\n`),
  "plain": (counter) => encode(`peer0000: ${body(counter)}\n`),
  "websocket": (counter) =>
    new Uint8Array([0x81, 126, 0, object(counter).length, ...encode(object(counter))]),
  "centrifugo": (counter) => {
    const info = `{"user":"","client":"199a1556-0576-4064-a40e-f64770f33950"}`;
    const pub = `{"data":"${body(counter)}","info":${info}}`;
    const json = `{"push":{"channel":"lobby","pub":${pub}}}`;
    return new Uint8Array([0x81, 126, json.length >> 8, json.length & 0xff, ...encode(json)]);
  },
  "nats": (counter) => encode(`MSG lobby 1 64\r\n${body(counter)}\r\n`),
  "redis": (counter) =>
    encode(`*3\r\n$7\r\nmessage\r\n$5\r\nlobby\r\n$64\r\n${body(counter)}\r\n:100\r\n`),
  "mqtt": (counter) => new Uint8Array([0x30, 71, 0, 5, ...encode(`lobby${body(counter)}`)]),
  "irc": (counter) => encode(`:peer0000!~u@127.0.0.1 PRIVMSG #lobby :${body(counter)}\r\n`),
};

function stream(deliver: (counter: number) => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const parts = Array.from({ length: MESSAGES }, (_, counter) => deliver(counter));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

for (const [name, deliver] of Object.entries(DELIVERIES)) {
  Deno.test(`${name}: every message is recorded once, wherever the bytes are cut`, () => {
    const bytes = stream(deliver);
    for (const chunk of [1, 7, 100, 1000, bytes.length]) {
      const ledger = new Ledger(1, 1, 16, 1);
      const scanner = new Scanner(bytes, ledger, makeBody(BODY_BYTES, 0), () => {});
      const connection = new Connection(0, -1, PLAN, WIRES[name as WireName], 0, 1, 0);
      let at = 0;
      for (let end = chunk; at < bytes.length; end += chunk) {
        at = scanner.scan(connection, at, Math.min(end, bytes.length), 0);
      }
      const { duplicated, reordered, altered, stray } = ledger.faults(0);
      assertEquals([connection.received, connection.missing], [MESSAGES, 0], `chunks of ${chunk}`);
      assertEquals([duplicated, reordered, altered, stray], [0, 0, 0, 0]);
    }
  });
}

Deno.test("a body that was altered on the way is counted", () => {
  const bytes = stream(DELIVERIES.nats);
  const ledger = new Ledger(1, 1, 16, 1);
  const scanner = new Scanner(bytes, ledger, makeBody(BODY_BYTES, 0).fill(0x78, 0, 1), () => {});
  scanner.scan(new Connection(0, -1, PLAN, WIRES.nats, 0, 1, 0), 0, bytes.length, 0);
  assertEquals(ledger.faults(0).altered, 2);
});
