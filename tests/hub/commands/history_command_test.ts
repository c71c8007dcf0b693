import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Client, MemoryHub } from "../../support/hub/memory_hub.ts";
import { answerTo } from "../things/changing.ts";
import { storyOf } from "../../support/hub/story.ts";

/** Sends a line, and returns the replay that answers it as a story. */
async function hearsPast(client: Client, line: string): Promise<string[]> {
  client.hears();
  client.says(line);
  return storyOf(await client.hearsReplay());
}

Deno.test("/history tells the newest messages of the current room or another, the member's own included", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (let i = 1; i <= 30; i++) (i % 2 === 0 ? ada : bob).says(`${i}`);
  ada.says("/join #tea");
  ada.says("tea");
  const numbers = (from: number) => Array.from({ length: 31 - from }, (_, i) => `(${from + i})`);
  assertEquals(await hearsPast(ada, "/history"), ["(tea)", "|"]);
  assertEquals(await hearsPast(ada, "/history #lobby"), [...numbers(11), "|"]);
  assertEquals(await hearsPast(ada, "/history #LOBBY 3"), [...numbers(28), "|"]);
  assertEquals(await hearsPast(bob, "/history 1"), ["(30)", "|"]);
  assertEquals(await hearsPast(bob, "/history 500"), [...numbers(1), "|"]);
});

Deno.test("/history tells at most 1,000 messages", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  for (let i = 1; i <= 1_100; i++) ada.says(`${i}`);
  const story = await hearsPast(ada, "/history 999999");
  assertEquals([story.length, story[0]], [1_001, "(101)"]);
});

Deno.test("/history of a room that the member isn't in, or written wrongly, is refused", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("/join #tea");
  assertEquals(ada.isRefused("/history #tea").code, "not-in-room");
  assertEquals(ada.isRefused("/history #coffee").code, "room-unknown");
  for (const line of ["/history 0", "/history -1", "/history tea", "/history #tea all"]) {
    assertEquals(ada.isRefused(line).code, "usage", line);
  }
});

Deno.test("/history of a room that everybody has left says how to read it, and that works", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (const line of ["/join #ops", "the pump is on", "/part #ops"]) ada.says(line);
  const refusal = bob.isRefused("/history #ops");
  assertEquals(refusal.code, "room-unknown");
  assertStringIncludes(refusal.message, "Nobody is in #ops now: /join #ops, and then /history");
  assertStringIncludes(bob.isRefused("/history #loby").message, "Did you mean #lobby?");
  bob.says("/join #ops");
  assertEquals(await hearsPast(bob, "/history"), ["(the pump is on)", "|"]);
});

Deno.test("a second replay has to wait for the first", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("/history");
  const refusal = ada.isRefused("/history");
  assertEquals(refusal.code, "replay-running");
  assertStringIncludes(refusal.message, "wait for its history notice");
  await ada.hearsReplay();
  ada.says("/history");
  await ada.hearsReplay();
});

Deno.test("/history counts messages, however many edits and deletions lie between them", async () => {
  const home = new MemoryHub({ limits: { keepEdits: true } });
  const ada = home.join("ada");
  for (let seq = 1; seq <= 5; seq++) ada.says(`${seq}`);
  for (let i = 0; i < 90; i++) await answerTo(ada, { edit: 1 + i % 5, msg: `${1 + i % 5}.` });
  await answerTo(ada, { delete: 2 });
  ada.says("6");
  assertEquals(await hearsPast(ada, "/history 2"), ["(5.)", "(6)", "|"]);
  assertEquals(await hearsPast(ada, "/history 5"), [
    "((deleted))",
    "(3.)",
    "(4.)",
    "(5.)",
    "(6)",
    "|",
  ]);
  assertEquals((await hearsPast(ada, "/history 20")).length, 7);
});
