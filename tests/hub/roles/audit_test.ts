import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { AuditRecord, AuditStore } from "../../../hub/mod.ts";
import { LedHub } from "./led_hub.ts";

Deno.test("/audit tells operators who did what when, without the texts", async () => {
  const home = new LedHub(["ada", "bob"]);
  const [terminal, ada, eve] = [home.operator(), home.owner("ada"), home.join("eve")];
  assertEquals(ada.isRefused("/audit").code, "not-operator");
  assertEquals(terminal.asks("/audit").msg, "Nothing is recorded.");
  ada.says("/join #tea");
  eve.says("/join #tea");
  for (const line of ["/mod bob", "/private", "/room private", "/mute eve 5 secret-reason"]) {
    try {
      ada.says(line);
    } catch {
      // A refused command isn't recorded.
    }
  }
  terminal.says("/op ada");
  terminal.says("/announce secret-text");
  ada.says("/mute eve 7 secret-reason");
  ada.says("/unmute eve");
  ada.says("/ban 192.0.2.7 60 secret-reason");
  ada.says("/unban 192.0.2.7");
  ada.says("/kick eve secret-reason");
  ada.says("/hook add #tea ci");
  await home.hub.answered(ada.member);
  terminal.says("/drop bob");
  await home.hub.answered(terminal.member);
  home.hub.recordAction("reload", "rate", home.nowMs);
  const told = terminal.asks("/audit").msg;
  assert(!told.includes("secret"), told);
  assertEquals(told.split("\n"), [
    "1. 2026-11-21T05:00:00Z ada: mod #tea bob",
    "2. 2026-11-21T05:00:00Z ada: private #tea",
    "3. 2026-11-21T05:00:00Z ada: mute #tea eve",
    "4. 2026-11-21T05:00:00Z server: op ada",
    "5. 2026-11-21T05:00:00Z server: announce",
    "6. 2026-11-21T05:00:00Z ada: mute eve 7 min",
    "7. 2026-11-21T05:00:00Z ada: unmute eve",
    "8. 2026-11-21T05:00:00Z ada: ban 192.0.2.7 60 min",
    "9. 2026-11-21T05:00:00Z ada: unban 192.0.2.7",
    "10. 2026-11-21T05:00:00Z ada: kick eve",
    "11. 2026-11-21T05:00:00Z ada: hook-add #tea ci",
    "12. 2026-11-21T05:00:00Z server: drop bob",
    "13. 2026-11-21T05:00:00Z server: reload rate",
  ]);
  assertEquals(ada.asks("/audit 2 5").msg.split("\n").map((row) => row.slice(0, 2)), ["3.", "4."]);
  for (const line of ["/audit 0", "/audit 101", "/audit all"]) {
    assertEquals(ada.isRefused(line).code, "usage", line);
  }
});

Deno.test("a moderator's deletion of another peer's message is recorded, and an author's own isn't", async () => {
  const home = new LedHub(["ada"]);
  const [terminal, ada, eve] = [home.operator(), home.owner("ada"), home.join("eve")];
  ada.says("/join #tea");
  eve.says("/join #tea");
  eve.says("rude");
  const seq = eve.member.lastSaidSeq;
  eve.says("mistaken");
  eve.says("/delete");
  await home.hub.answered(eve.member);
  ada.says(`/delete ${seq}`);
  await home.hub.answered(ada.member);
  const [...rows] = terminal.asks("/audit").msg.split("\n");
  assertEquals(rows, [`1. 2026-11-21T05:00:00Z ada: delete message ${seq} of eve in #tea`]);
});

Deno.test("the audit goes on after a restart, and keeps the newest records up to its limit", () => {
  const store = new KeptAudit([record(1), record(2), record(3)]);
  const home = new LedHub([], { limits: { maxAuditRecords: 2 }, audit: store });
  const terminal = home.operator();
  assertStringIncludes(terminal.asks("/audit").msg, "2. 1970-01-01T00:00:00Z ada: op bob");
  terminal.says("/ban eve 5");
  assertEquals(store.puts, [[4, 3]]);
  const rows = terminal.asks("/audit").msg.split("\n");
  assertEquals(rows.map((row) => row.slice(0, 2)), ["3.", "4."]);
});

function record(number: number): AuditRecord {
  return { number, timeMs: 0, by: "ada", action: "op", about: "bob" };
}

/** An audit as a store keeps it. */
class KeptAudit implements AuditStore {
  /** The number of each record, and the oldest number that is left then. */
  readonly puts: [number, number][] = [];

  constructor(readonly kept: readonly AuditRecord[]) {}

  put({ number }: AuditRecord, oldestNumber: number): Promise<void> {
    this.puts.push([number, oldestNumber]);
    return Promise.resolve();
  }
}
