import { assertEquals } from "@std/assert";
import { OlderPages } from "../../../programs/chat/reading/older_pages.ts";
import type { Message } from "../../../client/mod.ts";

/** Pages of a room with messages numbered from 1, and all that they show. */
function pagesOf(total: number): { readonly pages: OlderPages; readonly shown: unknown[] } {
  const shown: unknown[] = [];
  const all = Array.from({ length: total }, (_, index): Message => ({
    ...{ name: "bob", msg: "tea", to: "#tea", time: "2026-01-01T00:00:00.000Z" },
    ...{ seq: index + 1, replay: true },
  } as Message));
  const pages = new OlderPages({
    client: {
      history: ({ count = 20 } = {}) =>
        Promise.resolve({ messages: all.slice(-count), complete: true }),
    },
    notice: (sentence) => shown.push(sentence),
    showEarlier: ({ seq }) => shown.push(seq),
  });
  return { pages, shown };
}

Deno.test("each page lies before the last one, until nothing is older", async () => {
  const { pages, shown } = pagesOf(21);
  for (let page = 0; page < 3; page++) await pages.showNext("#tea");
  const heading = "Older messages of #tea; PageUp goes on:";
  const newest = Array.from({ length: 20 }, (_, index) => index + 2);
  assertEquals(shown, [heading, ...newest, heading, 1, "There is nothing older to show in #tea."]);
});

Deno.test("a talk has no pages, and the person is told so", async () => {
  const { pages, shown } = pagesOf(1);
  await pages.showNext("bob");
  assertEquals(shown, ["PageUp shows older messages in a room only."]);
});
