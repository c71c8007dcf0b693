import { assertEquals, assertMatch } from "@std/assert";
import { memoryHistory, MemoryHub } from "../../support/hub/memory_hub.ts";
import { answerTo, historyOf, logOf, refusalOf } from "./changing.ts";

Deno.test("an edit is told to the room, acknowledged, and shown in the history", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.saysCanonically("helo");
  bob.hears();
  const acks = await answerTo(ada, { edit: 1, msg: "hello", id: "e1" });
  assertEquals(acks.map(({ event, id, seq }) => [event, id, seq]), [["ack", "e1", 2]]);
  const [{ time: _, ...event }] = bob.hears();
  assertEquals(event, { seq: 2, event: "edit", of: 1, name: "ada", msg: "hello" });
  const edited = { seq: 1, name: "ada", msg: "hello", edited: true, version: 2 };
  assertEquals(await historyOf(bob), [edited]);
  assertEquals(await logOf(bob), [edited, event]);
});

Deno.test("of several edits only the newest one stays", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("one", { isNotice: true });
  await answerTo(ada, { edit: 1, msg: "two" });
  await answerTo(ada, { edit: 1, msg: "three" });
  assertEquals(await logOf(ada), [
    { seq: 1, name: "ada", msg: "three", notice: true, edited: true, version: 3 },
    { seq: 3, event: "edit", of: 1, name: "ada", msg: "three" },
  ]);
});

Deno.test("earlier texts stay where the hub keeps them, up to a limit, and go with the message", async () => {
  const home = new MemoryHub({ limits: { keepEdits: true } });
  const ada = home.join("ada");
  ada.says("one");
  await answerTo(ada, { edit: 1, msg: "two" });
  await answerTo(ada, { edit: 1, msg: "three" });
  assertEquals(await logOf(ada), [
    { seq: 1, name: "ada", msg: "three", edited: true, earlier: [2], version: 3, original: "one" },
    { seq: 2, event: "edit", of: 1, name: "ada", msg: "two" },
    { seq: 3, event: "edit", of: 1, name: "ada", msg: "three" },
  ]);
  for (let i = 4; i <= 102; i++) {
    assertEquals(await refusalOf(ada, { edit: 1, msg: "x" }), undefined);
  }
  assertEquals(await refusalOf(ada, { edit: 1, msg: "x" }), "edit-limit");
  await answerTo(ada, { delete: 1 });
  assertEquals((await logOf(ada)).length, 2);
});

Deno.test("a retry of an edit is acknowledged, and told once", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("helo");
  bob.hears();
  const edit = { edit: 1, msg: "hello", id: "e1" };
  const first = await answerTo(ada, edit);
  assertEquals(await answerTo(ada, edit), first);
  assertEquals(bob.hears().length, 1);
});

Deno.test("a text behind an edit waits for it", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("helo");
  ada.sends({ edit: 1, msg: "hello" });
  await home.hub.answered(ada.member);
  ada.says("next");
  assertEquals((await logOf(ada)).map((one) => (one as { msg: string }).msg), [
    "hello",
    "hello",
    "next",
  ]);
});

Deno.test("only the author can edit, and strangers learn nothing of a direct message", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  const carol = home.join("carol");
  ada.says("in the lobby");
  ada.says("/join #tea");
  ada.says("in #tea");
  ada.says("for bob", { to: "bob" });
  assertEquals(await refusalOf(bob, { edit: 1, msg: "x" }), "not-yours");
  assertEquals(await refusalOf(bob, { edit: 2, msg: "x" }), "not-yours");
  assertEquals(await refusalOf(bob, { edit: 3, msg: "x" }), "not-yours");
  assertEquals(await refusalOf(carol, { edit: 3, msg: "x" }), "message-unknown");
  assertEquals(await refusalOf(ada, { edit: 4, msg: "x" }), "message-unknown");
  assertEquals(await refusalOf(ada, { edit: 3, msg: "x" }), undefined);
});

Deno.test("a guest's messages are the session's: the next one with the name can't edit them", async () => {
  const home = new MemoryHub();
  const first = home.arrive({ name: "ada" });
  const [{ session }] = first.hears();
  first.says("mine");
  first.leaves();
  const second = home.join("ada");
  assertEquals(await refusalOf(second, { edit: 1, msg: "x" }), "not-yours");
  second.says("of the second");
  second.leaves();
  const again = home.join("ada", { session: session as string });
  assertEquals(await refusalOf(again, { edit: 2, msg: "x" }), "not-yours");
  assertEquals(await refusalOf(again, { edit: 1, msg: "y" }), undefined);
  assertEquals(await refusalOf(again, { msg: "/edit y again" }), undefined);
});

Deno.test("a guest that changes its name keeps its messages", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("mine");
  ada.says("/nick eve");
  bob.says("/nick ada");
  assertEquals(await refusalOf(bob, { edit: 1, msg: "x" }), "not-yours");
  assertEquals(await refusalOf(ada, { edit: 1, msg: "x" }), undefined);
});

Deno.test("an edit has a new text, for a message that isn't too old", async () => {
  const home = new MemoryHub({ limits: { editWindowMs: 5_000 } });
  const ada = home.join("ada");
  ada.says("helo");
  assertEquals(ada.isRefused(" ", { edit: 1 }).code, "empty-message");
  home.advance(5_000);
  assertEquals(await refusalOf(ada, { edit: 1, msg: "hello" }), undefined);
  home.advance(1);
  assertEquals(await refusalOf(ada, { edit: 1, msg: "hallo" }), "edit-too-late");
  assertEquals(await refusalOf(ada, { edit: 1, msg: "x".repeat(65_500) }), "edit-too-late");
});

Deno.test("an edit that would make a message too large is refused", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("helo");
  assertEquals(await refusalOf(ada, { edit: 1, msg: "x".repeat(65_400) }), "message-too-large");
  assertEquals(await refusalOf(ada, { edit: 1, msg: "x".repeat(65_000) }), undefined);
});

Deno.test("an edit of a direct message reaches its receiver, and nobody else with the name", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("for bob", { to: "bob" });
  bob.hears();
  await answerTo(ada, { edit: 1, msg: "for Bob" });
  assertEquals(bob.hears().map(({ to, event, of, msg }) => [to, event, of, msg]), [
    ["bob", "edit", 1, "for Bob"],
  ]);
  bob.leaves();
  const other = home.join("bob");
  assertEquals(await refusalOf(ada, { edit: 1, msg: "secret" }), "peer-unknown");
  assertEquals(await refusalOf(ada, { delete: 1 }), undefined);
  assertEquals(other.hears(), []);
});

Deno.test("/edit changes the last message, or one by its number", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  assertEquals(ada.isRefused("/edit hello").code, "usage");
  ada.says("one");
  ada.says("two");
  const [notice] = await answerTo(ada, { msg: "/edit second" });
  assertEquals([notice.event, notice.msg], ["info", "Message 2 is changed."]);
  await answerTo(ada, { msg: "/edit 1 first" });
  assertEquals((await historyOf(ada)).map((one) => (one as { msg: string }).msg).slice(0, 2), [
    "first",
    "second",
  ]);
});

Deno.test("a message in a room that everybody has left can be edited", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("/join #tea");
  ada.says("tea?");
  ada.says("/part #tea");
  assertEquals(await refusalOf(ada, { edit: 1, msg: "coffee?" }), undefined);
  ada.says("/join #tea");
  const [tea, event] = await logOf(ada) as { msg: string; to: string }[];
  assertEquals([tea.msg, event.to], ["coffee?", "#tea"]);
});

Deno.test("a refusal of a change names its message", async () => {
  const ada = new MemoryHub().join("ada");
  const [error] = await answerTo(ada, { delete: 7, id: "d1" });
  assertEquals([error.error, error.id], ["message-unknown", "d1"]);
  assertMatch(error.msg, /no message 7/);
});

Deno.test("a log that can't be read refuses a change, which may be sent again", async () => {
  const history = memoryHistory();
  history.find = () => Promise.reject(new Error("the disk is gone"));
  const ada = new MemoryHub({ history }).join("ada");
  ada.says("one");
  const [error] = await answerTo(ada, { edit: 1, msg: "two", id: "e1" });
  assertEquals([error.error, error.retry, error.id], ["history-unavailable", true, "e1"]);
});
