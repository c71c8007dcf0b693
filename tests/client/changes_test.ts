import { assertEquals } from "@std/assert";
import { ClientCore, type ClientEvent, type Host, type Message } from "../../client/core/mod.ts";
import { LIMITS } from "../../web/connection/limits.js";

Deno.test("a change goes out again, with the same id, until it is acknowledged", () => {
  const { core, sent, seqs } = online();
  core.change({ edit: 7, msg: "hello" }, seqs, 0);
  core.lost(0, "The connection broke.");
  core.retryNow(0);
  welcome(core, sent);
  const edits = sent.filter(({ edit }) => edit === 7);
  assertEquals(edits.map(({ id }) => id), [edits[0].id, edits[0].id]);
  hears(core, "ack", { id: edits[0].id, seq: 9 });
  assertEquals(seqs.acked, [9]);
});

Deno.test("a reply names what it answers, and a hello what the client wants", () => {
  const { core, sent, seqs } = online();
  core.say({ text: "yes", to: "#tea", re: 3 }, seqs, 0);
  assertEquals(sent.find(({ msg }) => msg === "yes")?.re, 3);
  assertEquals(sent[0].wants, ["reactions"]);
});

Deno.test("a client hears what becomes of messages, and what state an earlier one has", () => {
  const { core, heard, found } = online();
  const time = "2026-01-01T00:00:00.000Z";
  const tell = (more: Record<string, unknown>) =>
    core.received({ name: "bob", msg: "text", time, to: "#tea", ...more }, 0);
  tell({ seq: 11, event: "edit", of: 3 });
  tell({ seq: 12, event: "react", of: 3, react: "👍", undo: true });
  tell({ seq: 13, event: "delete", of: 3 });
  tell({ seq: 14, event: "delete" });
  tell({ seq: 15, re: 3, edited: true, reactions: [{ react: "👍", names: ["ada"] }] });
  const messages = heard.flatMap((one) => one.event === "message" ? [one] : []);
  tell({ seq: 2, found: true });
  assertEquals(found.map(({ seq }) => seq), [2]);
  assertEquals(messages.map(({ change }) => change), [
    { kind: "edit", of: 3 },
    { kind: "react", of: 3, react: "👍", undo: true },
    { kind: "delete", of: 3 },
    undefined,
  ]);
  const { re, edited, deleted, reactions } = messages[3];
  assertEquals({ re, edited, deleted, reactions }, {
    ...{ re: 3, edited: true, deleted: undefined },
    reactions: [{ react: "👍", names: ["ada"] }],
  });
});

function online() {
  const sent: Sent[] = [];
  const heard: ClientEvent[] = [];
  const found: Message[] = [];
  const acked: number[] = [];
  let ids = 0;
  const identity = { name: "ada", rooms: [], since: undefined, wants: ["reactions"] as const };
  const core = new ClientCore(identity, LIMITS, { addresses: ["tcp://hub"], isLossy: false }, {
    connect: () => {},
    disconnect: () => {},
    send: (message) => sent.push(message),
    found: (message) => found.push(message),
    emit: (event) => heard.push(event),
    free: () => Infinity,
    hasCapacity: () => true,
    ended: () => {},
    newId: () => `${++ids}`,
    random: () => 0,
  });
  core.start(0);
  welcome(core, sent);
  const seqs = { acked, resolve: (seq: number) => acked.push(seq), reject: () => {} };
  return { core, sent, heard, found, seqs };
}

type Sent = Parameters<Host["send"]>[0];

function welcome(core: ClientCore, sent: readonly Sent[]): void {
  core.opened(0);
  const id = sent.at(-1)?.id;
  const counts = { peers: [], count: 1, seq: 8, epoch: "e" };
  hears(core, "welcome", { you: "ada", session: "s", id, ...counts });
}

function hears(core: ClientCore, event: string, fields: Record<string, unknown>): void {
  core.received({ name: "server", msg: event, event, ...fields }, 0);
}
