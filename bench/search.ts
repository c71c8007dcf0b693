/**
 * Measures searches of a large log, and the cost of their index. Run it by
 * `deno run -A bench/search.ts [messages]`.
 *
 * @module
 */

import process from "node:process";
import { Batch, Head, spliceable } from "../batch/mod.ts";
import { foldText, type History, type SearchQuery } from "../hub/mod.ts";
import { openStore } from "../store/mod.ts";
import { say } from "./report/console.ts";
import { describeMachine } from "./report/machine.ts";

const MESSAGES = Number(Deno.args[0] ?? 1_000_000);
const ROOMS = 50;
const TURN_MESSAGES = 20;
const FLUSH_MESSAGES = 5_000;
const RUNS = 15;
const SYLLABLES = "ka to mi ren sol ber ing tion al est or un pre dis ly er ma chi vo qu".split(
  " ",
);
const encoder = new TextEncoder();
const head = new Head();

/** A seeded generator, so that each run has the same messages. */
let state = 42;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** An index below `end`; small ones are far more frequent, as words in a language are. */
function skewed(end: number): number {
  return Math.min(end - 1, Math.floor(end ** random()) - 1);
}

const words = Array.from({ length: 20_000 }, () => {
  const syllables = 1 + Math.floor(random() * 4);
  const syllable = () => SYLLABLES[Math.floor(random() * SYLLABLES.length)];
  return Array.from({ length: syllables }, syllable).join("");
});
const characters = Array.from({ length: 3_000 }, (_, i) => String.fromCodePoint(0x4e00 + i));

/** Four of five messages have words, the others are Chinese. */
function textOf(): string {
  const count = 3 + Math.floor(random() * 15);
  if (random() < 0.8) return Array.from({ length: count }, () => words[skewed(20_000)]).join(" ");
  return Array.from({ length: count }, () => characters[skewed(3_000)]).join("");
}

/** Says a turn's messages in one room. Some hundred kinds of words stand in each chunk. */
function speak(history: History, room: string, texts: readonly string[]): void {
  const batch = new Batch(room);
  for (const msg of texts) {
    const name = `peer-${skewed(200)}`;
    const json = encoder.encode(JSON.stringify({ name, msg }).slice(1));
    const seq = history.nextSeq();
    const timeMs = Date.now();
    const body = { view: spliceable(json), start: 0, end: json.length };
    batch.append(head.view, head.write(seq, timeMs, undefined), body, seq, timeMs, undefined);
  }
  history.append([batch]);
}

function queryFor(text: string, more: Partial<SearchQuery> = {}): SearchQuery {
  return {
    scopes: Array.from({ length: ROOMS }, (_, i) => ({ scope: `#room${i}`, after: 0 })),
    terms: text.split(" ").filter((word) => word !== "").map(foldText),
    afterSeq: 0,
    beforeSeq: Number.MAX_SAFE_INTEGER,
    fromMs: -Infinity,
    beforeMs: Infinity,
    limit: 20,
    ...more,
  };
}

/** The time that all threads have computed: other programs on the machine don't count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function mebibytes(folder: string, name: string): string {
  return (Deno.statSync(`${folder}/${name}`).size / 2 ** 20).toFixed(0);
}

const dataDir = await Deno.makeTempDir({ prefix: "hubbub-search-" });
try {
  say(await describeMachine());
  const limits = { retainMessages: 2 * MESSAGES, retainBytes: 2 ** 40, retainMs: 1e12 };
  await using store = await openStore({
    dataDir,
    limits,
    isIndexed: true,
    onFailure: say,
    onWarning: say,
  });
  const { history } = store;
  let chars = 0;
  for (let count = 0; count < MESSAGES; count += TURN_MESSAGES) {
    const texts = Array.from({ length: TURN_MESSAGES }, textOf);
    for (const text of texts) chars += text.length;
    speak(history, `#room${skewed(ROOMS)}`, texts);
    await history.congested;
    if (count % FLUSH_MESSAGES === 0) await history.evict();
  }
  await history.evict();
  const startMs = cpuMs();
  await history.index();
  const indexUs = (cpuMs() - startMs) * 1000 / MESSAGES;
  await history.erase();
  say(
    `${MESSAGES} messages of ${(chars / MESSAGES).toFixed(0)} characters: indexed in ${
      indexUs.toFixed(1)
    } us each; database ${mebibytes(dataDir, "hubbub.db")} MiB, index ${
      mebibytes(dataDir, "hubbub.search")
    } MiB`,
  );
  const queries: readonly [what: string, query: SearchQuery][] = [
    ["a common word", queryFor(words[3])],
    ["a rare word", queryFor(words[19_990])],
    ["two words", queryFor(`${words[15_000]} ${words[9]}`)],
    ["a word that nobody has said", queryFor(words[1] + words[2] + words[4])],
    ["nothing like it", queryFor("xyxwvu")],
    ["two letters", queryFor("qa")],
    ["two common Chinese characters", queryFor(characters[3] + characters[5])],
    ["two rare Chinese characters", queryFor(characters[2_900] + characters[2_500])],
    ["one rare Chinese character", queryFor(characters[2_990])],
    ["an author's rare word", queryFor(words[19_990], { author: "peer-7" })],
    ["an author's two letters", queryFor("ka", { author: "peer-7" })],
    ["an author's letters that are never together", queryFor("qa", { author: "peer-7" })],
    ["three letters", queryFor("sti")],
    ["two short words and a rare one", queryFor(`er ka ${words[19_990]}`)],
    ["a short word and a common one", queryFor(`ka ${words[15]}`)],
    ["a short word that is rare and a common one", queryFor(`qa ${words[15]}`)],
    ["three short words", queryFor("ly er ing")],
    ["a word in one room", queryFor(words[15_000], { scopes: [{ scope: "#room49", after: 0 }] })],
    ["a word before the middle", queryFor(words[40], { beforeSeq: MESSAGES >> 1 })],
  ];
  for (const [what, query] of queries) {
    const times: number[] = [];
    const startMs = cpuMs();
    let found = 0;
    let isWhole = true;
    for (let run = 0; run < RUNS; run++) {
      const fromMs = performance.now();
      const { records, searchedFrom } = await history.search(query);
      times.push(performance.now() - fromMs);
      found = records.length;
      isWhole = searchedFrom === undefined || records.length === query.limit;
    }
    say(
      `${what}: ${found} results${isWhole ? "" : ", cut short"}, ${
        ((cpuMs() - startMs) / RUNS).toFixed(1)
      } ms of CPU, least ${Math.min(...times).toFixed(1)} ms`,
    );
  }
} finally {
  await Deno.remove(dataDir, { recursive: true });
}
