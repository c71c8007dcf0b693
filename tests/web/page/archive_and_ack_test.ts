import { assertEquals } from "@std/assert";
import { Conversation } from "../../../web/conversation.js";

const OWN = { kind: "message", timeMs: 0, name: "ada", isOwn: true, mentionsMe: false } as const;

function shown(room: Conversation): [string, number, string][] {
  return room.entries.map((entry) =>
    entry.kind === "message" ? [entry.msg, entry.seq, entry.state] : ["", entry.seq, ""]
  );
}

Deno.test("the page shows an own message once that the archive brings before its ack", () => {
  const room = new Conversation("#tea");
  const first = room.addMessage({ ...OWN, msg: "tea", state: "sending", seq: Infinity })!;
  const second = room.addMessage({ ...OWN, msg: "tea", state: "sending", seq: Infinity })!;
  room.addMessage({ ...OWN, msg: "tea", state: "kept", seq: 7 });
  assertEquals(shown(room), [["tea", 7, "kept"], ["tea", Infinity, "sending"]]);
  room.acknowledge(first, 7);
  room.acknowledge(second, 8);
  room.addMessage({ ...OWN, msg: "tea", state: "kept", seq: 8 });
  assertEquals(shown(room), [["tea", 7, "kept"], ["tea", 8, "kept"]]);
});

Deno.test("an own message that was said elsewhere is another one", () => {
  const room = new Conversation("#tea");
  room.addMessage({ ...OWN, msg: "tea", state: "sending", seq: Infinity });
  room.addMessage({ ...OWN, msg: "coffee", state: "kept", seq: 7 });
  assertEquals(shown(room), [["coffee", 7, "kept"], ["tea", Infinity, "sending"]]);
});
