import { assert, assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { type History, MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import { type Client, isMessage, memoryHistory, MemoryHub } from "../support/memory_hub.ts";
import type { Heard } from "../support/memory_peer.ts";

/** Texts of messages in order, replayed ones marked, and `|` where the replay's notice stands. */
function storyOf(heard: readonly Heard[]): string[] {
  return heard.filter((one) => isMessage(one) || one.event === "history").map((one) =>
    one.event === "history" ? "|" : one.replay ? `(${one.msg})` : one.msg
  );
}

/** How a member hears a room's past. */
async function hearsPast(client: Client, line: string): Promise<string[]> {
  client.hears();
  client.says(line);
  return storyOf(await client.hearsReplay());
}

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

Deno.test("a replay covers one's rooms and what was said to one, but not one's own words", async () => {
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

Deno.test("what is said during a replay comes after it, none missing and none twice", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("old");
  ada.hears();
  bob.says("pending");
  ada.sends({ since: 0 });
  bob.says("new");
  bob.says("new and direct", { to: "ada" });
  home.turn();
  bob.says("newer");
  assertEquals(storyOf(await ada.hearsReplay()), [
    "pending",
    "(old)",
    "(pending)",
    "|",
    "new",
    "new and direct",
    "newer",
  ]);
  bob.says("newest");
  assertEquals(ada.hearsTexts(), ["bob: newest"]);
});

Deno.test("one's own words of a replay's time don't come back", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("old");
  ada.hears();
  ada.sends({ since: 0 });
  for (const text of ["mine 1", "mine 2"]) {
    ada.says(text);
    bob.says(`his after ${text}`);
    home.turn();
  }
  assertEquals(storyOf(await ada.hearsReplay()), [
    "(old)",
    "|",
    "his after mine 1",
    "his after mine 2",
  ]);
});

Deno.test("a long replay is paced by its reader, and what is said meanwhile follows it", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  const old = Array.from({ length: 1_200 }, (_, i) => `${i}`);
  for (const text of old) bob.says(text);
  ada.hears();
  ada.peer.stall();
  ada.sends({ since: 0 });
  await turns(20);
  const early = storyOf(ada.hears());
  assertEquals(early.length, 500, "one page");
  bob.says("live 1");
  ada.peer.resume();
  await turns(1);
  bob.says("live 2");
  const late = storyOf(await ada.hearsReplay());
  assertEquals([...early, ...late], [...old.map((text) => `(${text})`), "|", "live 1", "live 2"]);
});

Deno.test("a page ends before it is larger than an outbox may be", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (let i = 0; i < 10; i++) bob.says(`${i}`.padEnd(30_000));
  ada.hears();
  ada.peer.stall();
  ada.sends({ since: 0 });
  await turns(20);
  assertEquals(storyOf(ada.hears()).length, 2);
  ada.peer.resume();
  assertEquals(storyOf(await ada.hearsReplay()).length, 9);
});

Deno.test("during a room's long replay nothing is lost of other rooms, of direct messages and notices", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (const one of [ada, bob]) one.says("/join #tea");
  for (let i = 0; i < 700; i++) bob.says(`${i}`);
  ada.hears();
  ada.peer.stall();
  ada.says("/history 700");
  await turns(20);
  bob.says("elsewhere", { to: "#lobby" });
  bob.says("direct", { to: "ada" });
  home.join("carol");
  bob.says("here", { to: "#tea" });
  home.turn();
  ada.peer.resume();
  const heard = await ada.hearsReplay();
  assertEquals(storyOf(heard).slice(-4), ["|", "elsewhere", "direct", "here"]);
  assert(heard.some(({ msg }) => msg === "carol joined #lobby"));
});

Deno.test("a room joined during a replay is heard from then on", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("/join #tea");
  for (let i = 0; i < 700; i++) bob.says(`${i}`, { to: "#lobby" });
  ada.hears();
  ada.peer.stall();
  ada.sends({ since: 0 });
  await turns(20);
  ada.says("/join #tea");
  bob.says("welcome", { to: "#tea" });
  home.turn();
  ada.peer.resume();
  assertEquals(storyOf(await ada.hearsReplay()).slice(-2), ["|", "welcome"]);
});

Deno.test("where more is said during a replay than may wait, it is read from the log", async () => {
  const home = new MemoryHub({ limits: { replayHoldMaxBytes: 200 } });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (const one of [ada, bob]) one.says("/join #tea");
  for (let i = 0; i < 600; i++) bob.says(`${i}`);
  ada.hears();
  ada.peer.stall();
  ada.says("/history #tea 600");
  await turns(20);
  assertEquals(storyOf(ada.hears()).length, 500);
  for (let i = 0; i < 20; i++) {
    bob.says(`live ${i}`, { to: ["#tea", "#lobby", "ada"][i % 3] });
    ada.says("mine");
    home.turn();
  }
  ada.peer.resume();
  const story = storyOf(await ada.hearsReplay());
  const texts = story.filter((one) => one !== "|").map((one) => one.replace(/^\((.*)\)$/, "$1"));
  assertEquals(texts, [
    ...Array.from({ length: 100 }, (_, i) => `${500 + i}`),
    ...Array.from({ length: 20 }, (_, i) => `live ${i}`),
  ]);
});

Deno.test("`since` of a number that isn't given yet replays nothing and costs nothing of what comes", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("old");
  ada.hears();
  ada.sends({ since: 1_000_000 });
  bob.says("new");
  home.turn();
  const heard = await ada.hearsReplay();
  assertEquals(storyOf(heard), ["|", "new"]);
  assertObjectMatch(heard.find(({ event }) => event === "history")!, { complete: true, seq: 1 });
});

Deno.test("numbers of another log mean nothing: all that is known is replayed, as incomplete", async () => {
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

Deno.test("what was forgotten is said to be missing, and only where it is", async () => {
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

Deno.test("/history tells the newest of the current room or another, one's own included", async () => {
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

Deno.test("/history of nothing, of a room one isn't in, or written wrongly is refused", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("/join #tea");
  assertEquals(ada.isRefused("/history #tea").code, "not-in-room");
  assertEquals(ada.isRefused("/history #coffee").code, "room-unknown");
  for (const line of ["/history 0", "/history -1", "/history tea", "/history #tea all"]) {
    assertEquals(ada.isRefused(line).code, "usage", line);
  }
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

Deno.test("a newcomer doesn't hear what was said to who had the name before", async () => {
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

Deno.test("nor does who takes the name by a rename", async () => {
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

Deno.test("who comes back with its session hears what was said to its ghost in the same turn", async () => {
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

Deno.test("who leaves during a replay gets no more of it", async () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (let i = 0; i < 700; i++) bob.says(`${i}`);
  ada.hears();
  ada.peer.stall();
  ada.sends({ since: 0 });
  await turns(20);
  ada.leaves();
  ada.hears();
  ada.peer.resume();
  await home.hub.owed(ada.member);
  assertEquals(ada.hears(), []);
});

Deno.test("a log that can't be read is said to be so, and what is live goes on", async () => {
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

/** A log of which some methods are others. */
function broken(history: History, methods: Partial<History>): History {
  return new Proxy(history, {
    get(target, key): unknown {
      const value = methods[key as keyof History] ?? target[key as keyof History];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Lets what is asynchronous go on for so many steps. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

Deno.test("whatever is said around a replay, each message comes once, in order, live ones behind it", async () => {
  const said = fc.record({
    to: fc.constantFrom("#lobby", "#tea", "ada", "#elsewhere"),
    sizeChars: fc.oneof(fc.constant(1), fc.constant(40_000)),
    isMine: fc.boolean(),
    steps: fc.nat(3),
    endsTurn: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(said, { maxLength: 12 }),
      fc.array(said, { maxLength: 12 }),
      fc.nat(14),
      fc.constantFrom(300, 1_000_000),
      async (before, during, since, replayHoldMaxBytes) => {
        const home = new MemoryHub({ limits: { replayHoldMaxBytes } });
        const [ada, bob] = [home.join("ada"), home.join("bob")];
        for (const one of [ada, bob]) one.says("/join #tea");
        bob.says("/join #elsewhere");
        let seq = 0;
        const heardBy = (isWanted: (seq: number) => boolean, all: typeof before): number[] =>
          all.flatMap(({ to, isMine, sizeChars }) => {
            const author = isMine && to !== "ada" ? ada : bob;
            author.says("".padEnd(sizeChars, "x"), { to });
            seq++;
            return author === bob && to !== "#elsewhere" && isWanted(seq) ? [seq] : [];
          });
        const old = heardBy((seq) => seq > since, before);
        ada.hears();
        ada.sends({ since });
        const fresh: number[] = [];
        for (const one of during) {
          fresh.push(...heardBy(() => true, [one]));
          if (one.endsTurn) home.turn();
          await turns(one.steps);
        }
        const heard = await ada.hearsReplay();
        assertEquals(heard.filter(isMessage).map(({ seq }) => seq), [...old, ...fresh]);
        const end = heard.findIndex(({ event }) => event === "history");
        assert(heard.slice(end).every(({ replay }) => replay === undefined));
      },
    ),
    { numRuns: 60 },
  );
});
