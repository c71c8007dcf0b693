import { assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { type History, MESSAGE_MAX_BYTES } from "../../../hub/mod.ts";
import { isMessage, memoryHistory, MemoryHub } from "../../support/hub/memory_hub.ts";
import { storyOf } from "../../support/hub/story.ts";

Deno.test("a hello with `since` replays what came after that number, marked, and says that it was all", async () => {
  const home = new MemoryHub();
  const bob = home.join("bob");
  for (const text of ["one", "two", "three"]) bob.says(text);
  const ada = home.arrive({ name: "ada", since: 1 });
  const [welcome, two, three, end] = await ada.hearsReplay();
  assertObjectMatch(welcome, { event: "welcome", seq: 3 });
  const time = "2026-11-21T05:00:00.000Z";
  assertEquals([two, three], [
    { replay: true, seq: 2, time, name: "bob", msg: "two" },
    { replay: true, seq: 3, time, name: "bob", msg: "three" },
  ]);
  assertEquals(end, {
    name: "server",
    msg: "That was all: 2 earlier messages.",
    event: "history",
    complete: true,
    count: 2,
    seq: 3,
    epoch: "epoch-1",
  });
});

Deno.test("a replay covers a member's rooms and its direct messages, but not its own messages", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (const one of [ada, bob]) one.says("/join #tea");
  bob.says("/join #secret");
  bob.says("in secret");
  bob.says("in tea", { to: "#tea" });
  bob.says("in the lobby", { to: "#lobby" });
  bob.says("to ada", { to: "ada" });
  bob.says("to echo", { to: "echo" });
  ada.says("my own");
  ada.hears();
  ada.sends({ since: 0 });
  assertEquals(storyOf(await ada.hearsReplay()), [
    "(in tea)",
    "(in the lobby)",
    "(to ada)",
    "|",
  ]);
});

Deno.test("`since` of a number that isn't given yet is another log's: all is replayed, and isn't complete", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("old");
  ada.hears();
  ada.sends({ since: 1_000_000 });
  bob.says("new");
  home.turn();
  const heard = await ada.hearsReplay();
  assertEquals(storyOf(heard), ["(old)", "|", "new"]);
  assertObjectMatch(heard.find(({ event }) => event === "history")!, { complete: false, seq: 1 });
});

Deno.test("a number of another log replays everything, as incomplete", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("old");
  ada.hears();
  ada.sends({ since: 5_000, epoch: "another" });
  bob.says("new");
  home.turn();
  const heard = await ada.hearsReplay();
  assertEquals(storyOf(heard), ["(old)", "|", "new"]);
  assertObjectMatch(heard.find(({ event }) => event === "history")!, {
    complete: false,
    epoch: "epoch-1",
  });
});

for (const epoch of [undefined, "epoch-1"]) {
  Deno.test(`a number that the log left out is answered with all that is known (epoch: ${epoch})`, async () => {
    const history = broken(memoryHistory(), { hasGiven: (seq) => seq !== 2 });
    const home = new MemoryHub({ history });
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    for (const text of ["one", "two", "three"]) bob.says(text);
    ada.hears();
    ada.sends({ since: 2, ...(epoch && { epoch }) });
    const heard = await ada.hearsReplay();
    assertEquals(storyOf(heard), ["(one)", "(two)", "(three)", "|"]);
    assertEquals(heard.at(-1)?.complete, false);
  });
}

Deno.test("a replay says that messages are missing where they were evicted, and only there", async () => {
  const home = new MemoryHub({ history: memoryHistory(3) });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (let i = 1; i <= 10; i++) {
    bob.says(`${i}`);
    home.turn();
  }
  for (const [since, complete] of [[0, false], [6, false], [7, true], [10, true]] as const) {
    ada.hears();
    ada.sends({ since });
    const heard = await ada.hearsReplay();
    assertEquals(storyOf(heard), [
      ...[8, 9, 10].filter((i) => i > since).map((i) => `(${i})`),
      "|",
    ]);
    const end = heard.at(-1)!;
    assertEquals(end.complete, complete, `since ${since}`);
    if (!complete) assertStringIncludes(end.msg, "forgotten");
  }
});

Deno.test("a newcomer doesn't hear what was said to an earlier peer of its name", async () => {
  const home = new MemoryHub();
  const [first, bob] = [home.join("ada"), home.join("bob")];
  bob.says("for the first ada alone", { to: "ada" });
  first.leaves();
  const second = home.arrive({ name: "ada", since: 0 });
  assertEquals(storyOf(await second.hearsReplay()), ["|"]);
  bob.says("for the second", { to: "ada" });
  second.hears();
  second.sends({ since: 0 });
  assertEquals(storyOf(await second.hearsReplay()), ["(for the second)", "|"]);
});

Deno.test("a peer that takes a name by a rename doesn't hear what was said to it before", async () => {
  const home = new MemoryHub();
  const eve = home.join("eve");
  const [first, bob] = [home.join("ada"), home.join("bob")];
  bob.says("for ada alone", { to: "ada" });
  first.leaves();
  eve.says("/nick ada");
  eve.hears();
  eve.sends({ since: 0 });
  assertEquals(storyOf(await eve.hearsReplay()), ["|"]);
});

Deno.test("a peer that comes back with its session hears what was said to its ghost in the same turn", async () => {
  const home = new MemoryHub();
  const [ghost, bob] = [home.join("ada"), home.join("bob")];
  bob.says("lost with the connection", { to: "ada" });
  const ada = home.arrive({ name: "ada", session: ghost.member.session, since: 0 });
  assertEquals(storyOf(await ada.hearsReplay()), ["(lost with the connection)", "|"]);
});

Deno.test("the largest message is replayed too, though without the mark, which doesn't fit", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  const head = `{"seq":1,"time":"2026-11-21T05:00:00.000Z","name":"bob","msg":""}`.length;
  bob.says("x".repeat(MESSAGE_MAX_BYTES - head));
  bob.says("small");
  ada.hears();
  ada.sends({ since: 0 });
  const heard = (await ada.hearsReplay()).filter(isMessage);
  assertEquals(heard.map(({ seq, replay }) => [seq, replay]), [[1, undefined], [2, true]]);
});

Deno.test("a replay says that the log can't be read, and live messages go on", async () => {
  const kept = memoryHistory();
  const history: History = broken(kept, { read: () => Promise.reject(new Error("disk on fire")) });
  const home = new MemoryHub({ history });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("old");
  ada.hears();
  ada.sends({ since: 0 });
  bob.says("new");
  home.turn();
  const heard = await ada.hearsReplay();
  const notices = heard.filter(({ event }) => event === "error" || event === "history");
  assertObjectMatch(notices[0], { error: "history-unavailable" });
  assertStringIncludes(notices[0].msg, "disk on fire");
  assertObjectMatch(notices[1], { event: "history", complete: false, count: 0, seq: 0 });
  assertEquals(storyOf(heard), ["|", "new"]);
});

/** Makes a copy of a log with some other methods. */
function broken(history: History, methods: Partial<History>): History {
  return new Proxy(history, {
    get(target, key): unknown {
      const value = methods[key as keyof History] ?? target[key as keyof History];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
