import { assertEquals } from "@std/assert";
import { Pages } from "../../../programs/chat/reading/pages.ts";
import type { Message, SearchOptions, SearchPage } from "../../../client/mod.ts";

/** Answers as a hub does: the newest messages of the range first. */
function answer(all: readonly Message[], { before, after, limit = 20 }: SearchOptions): SearchPage {
  const isInside = ({ seq }: Message) =>
    seq < Number(before ?? Infinity) && seq > Number(after ?? 0);
  const found = all.filter(isInside).toReversed();
  const messages = found.slice(0, limit);
  const more = found.length > limit;
  return { messages, more, ...(more && { before: messages.at(-1)!.seq }) };
}

/** Pages of a place with messages of these numbers, and all that they show. */
function pagesOf(seqs: readonly number[]): { readonly pages: Pages; readonly shown: unknown[] } {
  const shown: unknown[] = [];
  const all = seqs.map((seq): Message => ({
    ...{ event: "message", name: "bob", msg: "tea", to: "#tea", time: "2026-01-01T00:00:00.000Z" },
    ...{ seq, replay: true },
  }));
  const pages = new Pages({
    client: { search: (_words, options = {}) => Promise.resolve(answer(all, options)) },
    notice: (sentence) => shown.push(sentence),
    showEarlier: ({ seq }) => shown.push(seq),
  });
  return { pages, shown };
}

function numbers(first: number, last: number, step = 1): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);
}

Deno.test("each older page lies before the last one, and each newer one behind it", async () => {
  const { pages, shown } = pagesOf(numbers(1, 45));
  for (let page = 0; page < 4; page++) await pages.showOlder("bob");
  const heading = "Older messages of bob; PageUp goes on:";
  assertEquals(shown, [
    ...[heading, ...numbers(26, 45), heading, ...numbers(6, 25), heading, ...numbers(1, 5)],
    "There is nothing older to show in bob.",
  ]);
  shown.length = 0;
  for (let page = 0; page < 6; page++) await pages.showNewer("bob");
  assertEquals(shown[0], "Newer messages of bob; PageDown goes on:");
  assertEquals(shown.filter((one) => typeof one === "number"), numbers(6, 45));
  assertEquals(shown.at(-1), "There is nothing newer to show in bob.");
});

Deno.test("newer pages leave nothing out where numbers are far apart or close", async () => {
  const seqs = [...numbers(1, 8), ...numbers(1_000_000, 1_000_090), 90_000_000_000];
  const { pages, shown } = pagesOf(seqs);
  await pages.showAround("#tea", 3);
  for (let page = 0; page < 20; page++) await pages.showNewer("#tea");
  assertEquals(shown.filter((one) => typeof one === "number"), seqs);
});

Deno.test("the newest page of a place tells the number of its last message", async () => {
  const { pages, shown } = pagesOf(numbers(1, 3));
  assertEquals(await pages.showNewest("#tea"), 3);
  assertEquals(shown, ["The last messages of #tea:", 1, 2, 3]);
  assertEquals(await pagesOf([]).pages.showNewest("#tea"), undefined);
});

Deno.test("a person without a place is told so", async () => {
  const { pages, shown } = pagesOf([1]);
  await pages.showOlder(undefined);
  await pages.showNewer(undefined);
  assertEquals(shown.length, 2);
});
