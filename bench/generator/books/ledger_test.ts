import { assertEquals } from "@std/assert";
import { encodeCounter, encodeSpeaker } from "../../body.ts";
import { nats } from "../../wires/nats.ts";
import { Connection } from "../connection.ts";
import { Ledger } from "./ledger.ts";

const SPEAKERS = 2;

function receiver(): Connection {
  const plan = { name: "peer0009", room: "lobby", speaker: -1, listens: true };
  return new Connection(0, -1, plan, nats, 0, SPEAKERS, 0);
}

/** Records the deliveries of one receiver, and returns the ledger's counts. */
function record(deliveries: readonly (readonly [speaker: number, counter: number])[]) {
  const ledger = new Ledger(SPEAKERS, SPEAKERS, 16, 1);
  const connection = receiver();
  for (const [speaker, counter] of deliveries) {
    ledger.receive(connection, encodeSpeaker(speaker), encodeCounter(counter), 0);
  }
  const { duplicated, reordered, stray } = ledger.faults(0);
  const { received, missing } = connection;
  return { received, missing, duplicated, reordered, stray };
}

const GOOD = { received: 3, missing: 0, duplicated: 0, reordered: 0, stray: 0 };

Deno.test("messages in the order of each speaker have no fault", () => {
  assertEquals(record([[0, 0], [1, 0], [0, 1]]), GOOD);
});

Deno.test("a gap is a loss", () => {
  assertEquals(record([[0, 0], [0, 2], [0, 3]]), { ...GOOD, missing: 1 });
});

Deno.test("a message that comes twice is a duplicate", () => {
  assertEquals(record([[0, 0], [0, 1], [0, 1], [0, 2]]), { ...GOOD, duplicated: 1 });
});

Deno.test("a message that comes late is out of order, and not lost", () => {
  assertEquals(record([[0, 0], [0, 2], [0, 1]]), { ...GOOD, reordered: 1 });
});

Deno.test("a message of a speaker in another room is a stray", () => {
  assertEquals(record([[0, 0], [0, 1], [7, 0], [0, 2]]), { ...GOOD, stray: 1 });
});

Deno.test("a peer's own message is a stray where the server must not send it back", () => {
  const ledger = new Ledger(SPEAKERS, SPEAKERS, 16, 1);
  const connection = receiver();
  ledger.expectNothing(connection, 1);
  ledger.receive(connection, encodeSpeaker(1), encodeCounter(0), 0);
  assertEquals([connection.received, ledger.faults(0).stray], [0, 1]);
});
