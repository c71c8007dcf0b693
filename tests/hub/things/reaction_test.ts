import { assertEquals } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { answerTo, historyOf, refusalOf } from "./changing.ts";

Deno.test("a reaction reaches those who want it, and the message shows all of them", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada", { wants: ["reactions"] });
  const bob = home.join("bob");
  const carol = home.join("carol", { wants: ["reactions"] });
  ada.says("tea?");
  for (const client of [ada, bob, carol]) client.hears();
  const acks = await answerTo(bob, { react: "👍", of: 1, id: "r1" });
  assertEquals(acks.map(({ event, seq }) => [event, seq]), [["ack", 2]]);
  const [{ time: _, ...event }] = ada.hears();
  const sentence = "(👍 to message 1)";
  assertEquals(event, { seq: 2, event: "react", of: 1, name: "bob", msg: sentence, react: "👍" });
  assertEquals(await answerTo(bob, { react: "👍", of: 1, id: "r1" }), acks);
  await answerTo(carol, { react: "👍", of: 1 });
  await answerTo(carol, { react: "+1", of: 1 });
  assertEquals(bob.hears(), []);
  assertEquals(carol.hears(), []);
  const reactions = [{ react: "👍", names: ["bob", "carol"] }, { react: "+1", names: ["carol"] }];
  for (const client of [ada, bob]) {
    assertEquals(await historyOf(client), [{ seq: 1, name: "ada", msg: "tea?", reactions }]);
  }
});

Deno.test("a reaction that is taken back is gone, and the last one leaves no field", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada", { wants: ["reactions"] });
  const bob = home.join("bob");
  ada.says("tea?");
  await answerTo(ada, { react: "👍", of: 1 });
  ada.hears();
  await answerTo(bob, { react: "👍", of: 1 });
  await answerTo(bob, { react: "👍", of: 1, isUndo: true });
  assertEquals(ada.hears().map(({ undo, msg }) => [undo, msg]), [
    [undefined, "(👍 to message 1)"],
    [true, "(no more 👍 to message 1)"],
  ]);
  await answerTo(ada, { react: "👍", of: 1, isUndo: true });
  assertEquals(await historyOf(ada), [{ seq: 1, name: "ada", msg: "tea?" }]);
});

Deno.test("reactions outlast an edit, and go with a deletion", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("tea?");
  await answerTo(ada, { react: "👍", of: 1 });
  await answerTo(ada, { edit: 1, msg: "coffee?" });
  await answerTo(ada, { react: "🎉", of: 1 });
  const [message] = await historyOf(ada) as { msg: string; reactions: unknown }[];
  assertEquals(message.msg, "coffee?");
  assertEquals(message.reactions, [
    { react: "👍", names: ["ada"] },
    { react: "🎉", names: ["ada"] },
  ]);
  await answerTo(ada, { delete: 1 });
  assertEquals(await historyOf(ada).then(([first]) => first), {
    seq: 1,
    name: "ada",
    msg: "(deleted)",
    deleted: true,
  });
  assertEquals(await refusalOf(ada, { react: "👍", of: 1 }), "message-deleted");
});

Deno.test("a reaction has its limits", async () => {
  const home = new MemoryHub({ limits: { maxReactions: 2 } });
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("tea?");
  assertEquals(ada.isRefused("x", { react: "👍" }).code, "bad-field");
  for (const react of ["", "two words", "123456789", "👍".repeat(9), "a\u202eb"]) {
    assertEquals(bob.isRefused("x", { react, of: 1 }).code, "reaction-invalid", react);
  }
  assertEquals(await refusalOf(bob, { react: "👨‍👩‍👧‍👦", of: 1 }), undefined);
  assertEquals(await refusalOf(bob, { react: "👨‍👩‍👧‍👦", of: 1 }), "reaction-unchanged");
  assertEquals(await refusalOf(bob, { react: "👍", of: 1, isUndo: true }), "reaction-unchanged");
  assertEquals(await refusalOf(bob, { react: "👍", of: 1 }), undefined);
  assertEquals(await refusalOf(bob, { react: "🎉", of: 1 }), "reaction-limit");
  assertEquals(await refusalOf(ada, { react: "👍", of: 1 }), undefined);
  assertEquals(await refusalOf(ada, { react: "👍", of: 9 }), "message-unknown");
});

Deno.test("reactions take at most 4 KiB of a message", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("tea?");
  let count = 0;
  for (let i = 0; i < 200; i++) {
    const client = home.join(`a peer with a long name ${1000 + i}`);
    if (await refusalOf(client, { react: "👍", of: 1 }) !== undefined) break;
    count++;
    client.leaves();
  }
  assertEquals(count, 131);
});

Deno.test("only readers react, and the author of a direct message hears it", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada", { wants: ["reactions"] });
  const bob = home.join("bob", { wants: ["reactions"] });
  const carol = home.join("carol", { wants: ["reactions"] });
  ada.says("for bob", { to: "bob" });
  for (const client of [ada, bob, carol]) client.hears();
  assertEquals(await refusalOf(carol, { react: "👍", of: 1 }), "message-unknown");
  await answerTo(bob, { react: "👍", of: 1 });
  assertEquals(ada.hears().map(({ to, react, name }) => [to, react, name]), [["ada", "👍", "bob"]]);
  await answerTo(ada, { react: "🎉", of: 1 });
  assertEquals(bob.hears().map(({ to, react, name }) => [to, react, name]), [["bob", "🎉", "ada"]]);
  assertEquals(carol.hears(), []);
});

Deno.test("reactions are replayed to those who want them, and to nobody else", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const hellos = [{ name: "bob" }, { name: "carol", wants: ["reactions" as const] }];
  const sessions = hellos.map((hello) => {
    const client = home.arrive(hello);
    const [{ session }] = client.hears();
    client.leaves();
    return session as string;
  });
  ada.says("tea?");
  await answerTo(ada, { react: "👍", of: 1 });
  const counts = [];
  for (const [i, hello] of hellos.entries()) {
    const again = home.arrive({ ...hello, session: sessions[i], since: 0 });
    const heard = (await again.hearsReplay()).filter(({ replay }) => replay);
    counts.push(heard.map(({ seq, event }) => [seq, event]));
  }
  assertEquals(counts, [[[1, undefined]], [[1, undefined], [2, "react"]]]);
});

Deno.test("/react and /unreact take the number of a message", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("tea?");
  assertEquals((await answerTo(ada, { msg: "/react 1 👍" })).map(({ msg }) => msg), [
    "👍 is put to message 1.",
  ]);
  assertEquals((await answerTo(ada, { msg: "/unreact 1 👍" })).map(({ msg }) => msg), [
    "👍 is taken back from message 1.",
  ]);
  assertEquals(ada.isRefused("/react 👍").code, "usage");
});

Deno.test("everybody who may read a message reacts to it, in its room or not", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada", { wants: ["reactions"] });
  const bob = home.join("bob");
  ada.says("/join #tea");
  ada.says("green or black?");
  ada.says("for myself", { to: "echo" });
  ada.hears();
  assertEquals(await refusalOf(bob, { react: "👍", of: 1 }), undefined);
  assertEquals(ada.hears().map(({ event, of, name }) => [event, of, name]), [["react", 1, "bob"]]);
  assertEquals(await refusalOf(bob, { react: "👍", of: 2 }), "message-unknown");
  assertEquals(await refusalOf(bob, { msg: "/pin 1" }), "not-in-room");
});
