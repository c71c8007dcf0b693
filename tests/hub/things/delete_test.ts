import { assertEquals, assertMatch } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { answerTo, historyOf, logOf, refusalOf } from "./changing.ts";

Deno.test("a deleted message leaves only the fact that it was there", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  bob.says("tea?");
  ada.says("no", { re: 1, tags: "+x=y" });
  await answerTo(ada, { edit: 2, msg: "yes" });
  bob.hears();
  const acks = await answerTo(ada, { delete: 2, id: "d1" });
  assertEquals(acks.map(({ event, seq }) => [event, seq]), [["ack", 4]]);
  const [{ time: _, ...event }] = bob.hears();
  const deleted = { seq: 4, event: "delete", of: 2, name: "ada", msg: "(took back message 2)" };
  assertEquals(event, deleted);
  assertEquals(await logOf(bob), [
    { seq: 1, name: "bob", msg: "tea?" },
    { seq: 2, name: "ada", msg: "(deleted)", re: 1, deleted: true },
    deleted,
  ]);
  assertEquals(await refusalOf(ada, { delete: 2 }), "message-deleted");
  assertEquals(await refusalOf(ada, { edit: 2, msg: "x" }), "message-deleted");
  assertEquals(await answerTo(ada, { delete: 2, id: "d1" }), acks);
});

Deno.test("only the author and the operator delete, and an event can't be deleted", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("one");
  ada.says("for bob", { to: "bob" });
  assertEquals(await refusalOf(bob, { delete: 1 }), "not-yours");
  assertEquals(await refusalOf(bob, { delete: 2 }), "not-yours");
  const operator = home.operator();
  assertEquals(await refusalOf(operator, { delete: 2 }), "message-unknown");
  bob.hears();
  assertEquals(await refusalOf(operator, { delete: 1 }), undefined);
  assertEquals(bob.hears().map(({ name, msg }) => [name, msg]), [
    ["server", "(took back message 1 of ada)"],
  ]);
  assertEquals(await refusalOf(operator, { delete: 3 }), "message-unknown");
});

Deno.test("a message's age doesn't keep its author from deleting it", async () => {
  const home = new MemoryHub({ limits: { editWindowMs: 1 } });
  const ada = home.join("ada");
  ada.says("one");
  home.advance(2);
  assertEquals(await refusalOf(ada, { delete: 1 }), undefined);
});

Deno.test("/delete takes back the last message, or one by its number", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  for (const text of ["one", "two", "three"]) ada.says(text);
  const [notice] = await answerTo(ada, { msg: "/delete" });
  assertEquals(notice.msg, "Message 3 is deleted.");
  assertEquals(ada.isRefused("/delete").code, "usage");
  await answerTo(ada, { msg: "/delete 1" });
  assertEquals((await historyOf(ada)).slice(0, 3).map((one) => (one as { msg: string }).msg), [
    "(deleted)",
    "two",
    "(deleted)",
  ]);
});

Deno.test("changes are replayed to who was away", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.arrive({ name: "bob" });
  const [{ session }] = bob.hears();
  ada.says("one");
  ada.says("two");
  bob.leaves();
  await answerTo(ada, { edit: 1, msg: "first" });
  await answerTo(ada, { delete: 2 });
  const again = home.arrive({ name: "bob", session: session as string, since: 2 });
  assertEquals(
    (await again.hearsReplay()).map(({ seq, event, of, msg }) => [seq, event, of, msg]).slice(1),
    [
      [3, "edit", 1, "first"],
      [4, "delete", 2, "(took back message 2)"],
      [4, "history", undefined, "That was all: 2 earlier messages."],
    ],
  );
});

Deno.test("/delete and /edit without a number say that there is no last message", async () => {
  const ada = new MemoryHub().join("ada");
  for (const line of ["/delete", "/edit tea"]) {
    assertMatch(ada.isRefused(line).message, /^You have no last message here: write /);
  }
  ada.says("tea?");
  await answerTo(ada, { msg: "/delete" });
  assertMatch(ada.isRefused("/delete").message, /^You have no last message here: write \/delete /);
});
