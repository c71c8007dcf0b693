import { assertEquals, assertMatch } from "@std/assert";
import type { ClientMessage } from "../../../hub/mod.ts";
import { type Client, isMessage, memoryHistory, MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { answerTo } from "../things/changing.ts";

/** The texts that a search finds, newest first. */
async function found(client: Client, search: string, more: ClientMessage = {}): Promise<string[]> {
  const heard = (await answerTo(client, { search, ...more })).filter(isMessage);
  assertEquals(heard.filter((one) => one.found !== true), []);
  return heard.map(({ msg }) => msg);
}

Deno.test("a search finds the messages with all its words, the newest first, and tells the count", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("Green tea");
  ada.says("black coffee");
  ada.says("TEA, and a green cup");
  const [newer, older, end] = await answerTo(bob, { search: "green tea", id: "s-1" });
  assertEquals([newer.seq, newer.msg, newer.found, newer.name], [
    3,
    "TEA, and a green cup",
    true,
    "ada",
  ]);
  assertEquals([older.seq, older.msg], [1, "Green tea"]);
  assertEquals(end, {
    name: "server",
    msg: "2 messages match.",
    event: "search",
    count: 2,
    more: false,
    id: "s-1",
  });
  assertEquals(await found(bob, '"green tea"'), ["Green tea"]);
  assertEquals((await answerTo(bob, { search: "cocoa" }))[0].msg, "No messages match.");
});

Deno.test("a search finds its asker's own messages, by the command as well", async () => {
  const ada = new MemoryHub().join("ada");
  ada.says("green tea");
  const heard = await answerTo(ada, { msg: "/search green" });
  assertEquals(heard.map(({ seq, event }) => seq ?? event), [1, "search"]);
});

Deno.test("words of two Chinese characters are found, and of one", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("我们去喝茶");
  ada.says("他去喝咖啡");
  assertEquals(await found(ada, "喝茶"), ["我们去喝茶"]);
  assertEquals(await found(ada, "喝"), ["他去喝咖啡", "我们去喝茶"]);
  assertEquals(await found(ada, "们去"), ["我们去喝茶"]);
});

Deno.test("author, room and bounds narrow a search, as fields and as words", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("tea one");
  bob.says("tea two");
  home.advance(60_000);
  for (const peer of [ada, bob]) peer.says("/join #tea");
  ada.says("tea three", { to: "#tea" });
  assertEquals(await found(ada, "tea", { from: "Ada" }), ["tea three", "tea one"]);
  assertEquals(await found(ada, "tea from:bob"), ["tea two"]);
  assertEquals(await found(ada, "from:bob"), ["tea two"]);
  assertEquals(await found(ada, "tea in:#tea"), ["tea three"]);
  assertEquals(await found(ada, "tea", { to: "#lobby" }), ["tea two", "tea one"]);
  assertEquals(await found(ada, "tea before:2"), ["tea one"]);
  assertEquals(await found(ada, "tea", { after: 2 }), ["tea three"]);
  assertEquals(await found(ada, "tea", { before: "2026-11-21T05:01Z" }), ["tea two", "tea one"]);
  assertEquals(await found(ada, "tea after:2026-11-21T05:01"), ["tea three"]);
});

Deno.test("a message is found with its answers, for those who may read them", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  const eve = home.join("eve");
  ada.says("tea?");
  ada.says("coffee?");
  bob.says("yes, tea", { re: 1 });
  bob.says("for me, too", { re: 3 });
  ada.says("green tea?", { re: 1 });
  assertEquals(await found(ada, "re:1"), ["green tea?", "yes, tea", "tea?"]);
  assertEquals(await found(ada, "re:1 from:bob"), ["yes, tea"]);
  assertEquals(await found(ada, "re:2"), ["coffee?"]);
  assertEquals(await found(ada, "re:99"), []);
  await answerTo(bob, { delete: 3 });
  assertEquals(await found(ada, "re:1 before:5"), ["tea?"]);
  ada.says("a secret?", { to: "bob" });
  bob.says("mine", { to: "ada", re: 7 });
  assertEquals(await found(ada, "re:7", { to: "bob" }), ["mine", "a secret?"]);
  assertEquals(await found(eve, "re:7"), []);
});

Deno.test("more than the limit is found by going on before the last result", async () => {
  const ada = new MemoryHub().join("ada");
  for (let i = 1; i <= 7; i++) ada.says(`tea ${i}`);
  const heard = await answerTo(ada, { search: "tea", limit: 3 });
  assertEquals(heard.map(({ seq, event }) => seq ?? event), [7, 6, 5, "search"]);
  const { more, before, msg } = heard[3];
  assertEquals([more, before], [true, 5]);
  assertMatch(msg, /^3 messages match\. That was as far back as number 5: before:5 goes on\.$/);
  assertEquals(await found(ada, "tea", { limit: 3, before: 5 }), ["tea 4", "tea 3", "tea 2"]);
  assertEquals(await found(ada, "tea", { limit: 3, before: 2 }), ["tea 1"]);
});

Deno.test("a room or a talk without words has pages of all its messages", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  for (let text = 1; text <= 3; text++) ada.says(`in the lobby ${text}`);
  ada.sends({ to: "bob", msg: "psst" });
  bob.sends({ to: "ada", msg: "yes?" });
  assertEquals(await found(bob, "", { to: "ada" }), ["yes?", "psst"]);
  assertEquals(await found(ada, "in:bob", { limit: 1 }), ["yes?"]);
  const page = { to: "#lobby", limit: 2, before: 3 };
  assertEquals(await found(bob, "", page), ["in the lobby 2", "in the lobby 1"]);
});

Deno.test("nobody finds what it may not read", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  const eve = home.join("eve");
  ada.says("/join #secret");
  ada.says("tea in secret", { to: "#secret" });
  ada.says("tea for bob", { to: "bob" });
  assertEquals(await found(eve, "tea"), []);
  assertEquals(refusalNow(eve, { search: "tea", to: "#secret" }), "not-in-room");
  assertEquals(refusalNow(eve, { search: "tea", to: "#nowhere" }), "room-unknown");
  assertEquals(await found(eve, "tea", { to: "bob" }), []);
  assertEquals(await found(bob, "tea"), ["tea for bob"]);
  assertEquals(await found(bob, "tea", { to: "ada" }), ["tea for bob"]);
  assertEquals(await found(ada, "tea"), ["tea for bob", "tea in secret"]);
  assertEquals(await found(ada, "tea in:bob"), ["tea for bob"]);
  ada.leaves();
  bob.leaves();
  const otherAda = home.join("ada");
  const otherBob = home.join("bob");
  assertEquals(await found(otherAda, "tea"), []);
  assertEquals(await found(otherBob, "tea"), []);
});

Deno.test("the owner of a name finds its direct messages after a restart of the hub", async () => {
  const history = memoryHistory();
  const accounts = new PlainAccounts();
  accounts.register({ fold: "bob", name: "bob", createdMs: 0, sinceSeq: 0 }, "open sesame");
  const first = new MemoryHub({ history, accounts });
  const ada = first.join("ada");
  const bob = first.arriveAsOwner({ name: "bob" });
  ada.says("tea for bob", { to: "bob" });
  bob.says("tea for ada", { to: "ada" });
  first.turn();
  const again = new MemoryHub({ history, accounts }).arriveAsOwner({ name: "bob" });
  assertEquals(await found(again, "tea"), ["tea for ada", "tea for bob"]);
});

Deno.test("an edited message is found by its new text alone, and a deleted one not at all", async () => {
  const ada = new MemoryHub().join("ada");
  ada.says("green tea");
  ada.says("black tea");
  await answerTo(ada, { edit: 1, msg: "green coffee" });
  await answerTo(ada, { delete: 2 });
  assertEquals(await found(ada, "tea"), []);
  assertEquals(await found(ada, "deleted"), []);
  assertEquals(await found(ada, "green"), ["green coffee"]);
});

Deno.test("a search is refused with what is wrong with it", () => {
  const ada = new MemoryHub().join("ada");
  for (const bad of [{ search: "" }, { search: "before:7" }, { search: "x", limit: 101 }]) {
    assertEquals(refusalNow(ada, bad), "bad-field");
  }
  assertEquals(refusalNow(ada, { search: "tea before:yesterday" }), "bad-field");
  assertEquals(refusalNow(ada, { msg: "/search" }), "usage");
});

Deno.test("a message that is changed while a slow reader gets its results isn't delivered any more", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  // A part of the results has two of these.
  const long = " and more".repeat(3_000);
  for (let i = 1; i <= 6; i++) ada.says(`tea ${i}${long}`);
  bob.hears();
  bob.peer.stall();
  bob.sends({ search: "tea" });
  while (bob.peer.heard().length === 0) await Promise.resolve();
  await answerTo(ada, { delete: 3 });
  await answerTo(ada, { edit: 2, msg: "coffee" });
  await answerTo(ada, { react: "👍", of: 1 });
  bob.peer.resume();
  await home.hub.answered(bob.member);
  const heard = bob.hears();
  const results = heard.filter((one) => one.found === true);
  assertEquals(results.map(({ msg }) => msg.slice(0, 5)), ["tea 6", "tea 5", "tea 4", "tea 1"]);
  assertEquals(heard.at(-1)?.count, 4);
});

Deno.test("messages behind a search wait for its end", async () => {
  const ada = new MemoryHub().join("ada");
  ada.says("tea");
  ada.sends({ search: "tea" });
  assertEquals(ada.member.commandDone instanceof Promise, true);
  await ada.home.hub.answered(ada.member);
  assertEquals(ada.member.commandDone, undefined);
});

function refusalNow(client: Client, message: ClientMessage): string {
  try {
    client.sends(message);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "none";
}

Deno.test("a search of long texts looks at some of them, and goes on at the number that it tells", async () => {
  const ada = new MemoryHub().join("ada");
  ada.says("the oldest tea");
  const long = "a long text. ".repeat(4_500);
  for (let i = 0; i < 200; i++) ada.says(long);
  let searches = 0;
  for (let fields: ClientMessage = {};; searches++) {
    const answers = await answerTo(ada, { search: "oldest", ...fields });
    const { before, more } = answers.at(-1)!;
    if (more !== true) {
      assertEquals(answers[0].msg, "the oldest tea");
      break;
    }
    // A search looks at 20,000 texts of 256 bytes, which are fewer than 90 of these.
    assertEquals([answers.length, (before as number) > 110 - 90 * searches], [1, true]);
    fields = { before: before as number };
  }
  assertEquals(searches, 2);
});
