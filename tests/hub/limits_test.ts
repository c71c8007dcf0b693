import { assertEquals, assertStringIncludes } from "@std/assert";
import { MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import { type Client, MemoryHub } from "../support/hub/memory_hub.ts";

const encoder = new TextEncoder();

Deno.test("at most so many peers are there at once; `time` and `echo` don't count", () => {
  const home = new MemoryHub({ limits: { maxPeers: 2 } });
  const ada = home.join("ada");
  home.join("bob");
  const refusal = home.refusesHello({ name: "carol" });
  assertEquals(refusal.code, "peer-limit");
  assertStringIncludes(refusal.message, "2 peers are here");
  ada.leaves();
  home.join("carol");
});

Deno.test("rooms have a limit, and entering a room that exists is always possible", () => {
  const home = new MemoryHub({ limits: { maxRooms: 3 } });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.says("/join #a");
  ada.says("/join #b");
  const refusal = bob.isRefused("/join #c");
  assertEquals(refusal.code, "room-limit");
  assertStringIncludes(refusal.message, "There are 3 rooms");
  bob.says("/join #a");
  ada.says("/part #b");
  bob.says("/join #c");
});

Deno.test("the rooms of one peer have a limit, and a refused join leaves no room", () => {
  const home = new MemoryHub({ limits: { maxRoomsPerPeer: 2 } });
  const ada = home.join("ada");
  ada.says("/join #a");
  const refusal = ada.isRefused("/join #b");
  assertEquals(refusal.code, "room-limit");
  assertStringIncludes(refusal.message, "You are in 2 rooms");
  assertEquals(ada.asks("/rooms").msg, "2 rooms: #lobby (1), #a (1)");
  ada.says("/join #a");
  ada.says("/part #a");
  ada.says("/join #b");
});

/** Finds the longest text that is accepted, by halving, and the refusal of a text with a byte more. */
function longestText(client: Client, to: string): { sizeBytes: number; sentence: string } {
  let [fits, tooLong, sentence] = [1, MESSAGE_MAX_BYTES, ""];
  while (tooLong - fits > 1) {
    const size = Math.floor((fits + tooLong) / 2);
    try {
      client.says("x".repeat(size), { to });
      fits = size;
    } catch (error) {
      tooLong = size;
      sentence = error instanceof Error ? error.message : "";
    }
  }
  return { sizeBytes: fits, sentence };
}

for (const to of ["#lobby", "#tea", "Ada"]) {
  Deno.test(`the largest message to ${to}, with the hub's fields, is exactly as large as the limit`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("Ada"), home.join("bob")];
    ada.says("/join #tea");
    const { sizeBytes, sentence } = longestText(bob, to);
    assertStringIncludes(sentence, "shorten the msg by 1 bytes");
    ada.hears();
    bob.says("x".repeat(sizeBytes), { to });
    const [heard] = ada.hears();
    assertEquals(encoder.encode(JSON.stringify(heard)).length, MESSAGE_MAX_BYTES);
    assertEquals(bob.isRefused("x".repeat(sizeBytes + 1), { to }).code, "message-too-large");
    assertEquals(ada.hears(), [], "what is refused isn't heard");
  });
}

Deno.test("a text that takes more bytes as JSON is counted as JSON", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  assertEquals(bob.isRefused("\u0001".repeat(11_000)).code, "message-too-large");
  bob.says("\u0001".repeat(10_000));
  assertEquals(ada.hears()[0].msg.length, 10_000);
});
