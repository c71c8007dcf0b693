import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isMessage, MemoryHub } from "../../support/hub/memory_hub.ts";
import { storyOf } from "../../support/hub/story.ts";

/** Lets pending promises go on for a number of steps. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

Deno.test("messages said during a replay come after it, none missing and none twice", async () => {
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

Deno.test("a member's own messages during a replay don't come back to it", async () => {
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

Deno.test("a long replay goes at its reader's pace, and messages said meanwhile follow it", async () => {
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

Deno.test("a long replay of one room loses nothing of other rooms, direct messages and notices", async () => {
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

Deno.test("messages said during a replay are read from the log, if they are too many to wait", async () => {
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

Deno.test("a member that leaves during a replay gets no more of it", async () => {
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
  await home.hub.answered(ada.member);
  assertEquals(ada.hears(), []);
});

Deno.test("each message around a replay comes once, in order, with live ones after the replay", async () => {
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
        // A number that was never given is of another log, so everything is replayed.
        const after = since > before.length ? 0 : since;
        const old = heardBy((seq) => seq > after, before);
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
