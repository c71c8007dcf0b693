import { assertEquals } from "@std/assert";
import { VirtualTimers } from "../../support/virtual_timers.ts";
import { ClientError, type Message, type SearchOptions } from "../../../client/mod.ts";
import { MessageSearch } from "../../../programs/chat/reading/message_search.ts";

const PAUSE_MS = 250;

/** A search in a log with messages numbered from 1, all from bob to ada; and what it asks and does. */
function searchIn(total: number) {
  const asked: string[] = [];
  const went: unknown[] = [];
  const all = Array.from({ length: total }, (_, index): Message => ({
    ...{ event: "message", name: "bob", msg: "tea", to: "ada", time: "2026-01-01T00:00:00.000Z" },
    ...{ seq: index + 1, replay: true },
  }));
  const search = new MessageSearch({
    client: {
      name: "ada",
      search: (words: string, { before = Infinity, limit = 20 }: SearchOptions = {}) => {
        asked.push(words);
        if (words === "bad") return Promise.reject(new ClientError("bad-field", "No."));
        const found = all.filter(({ seq, msg }) => seq < Number(before) && msg === words);
        const messages = found.toReversed().slice(0, limit);
        const more = found.length > limit;
        return Promise.resolve({ messages, more, ...(more && { before: messages.at(-1)!.seq }) });
      },
    },
    onChanged: () => {},
    goTo: (place, seq) => went.push([place, seq]),
  });
  return { asked, went, search };
}

/** Lets time pass, and the answers come. */
async function passed(time: VirtualTimers, ms: number): Promise<void> {
  time.pass(ms);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

Deno.test("the hub is asked once the person pauses, and not for a single letter", async () => {
  using time = new VirtualTimers();
  const { asked, search } = searchIn(1);
  for (const words of ["t", "te", "tea"]) {
    search.setWords(words);
    await passed(time, PAUSE_MS - 1);
  }
  assertEquals([asked, search.status], [[], "searching"]);
  await passed(time, 1);
  assertEquals([asked, search.status, search.result?.seq], [["tea"], "1/1", 1]);
  search.setWords("t");
  await passed(time, PAUSE_MS);
  assertEquals([asked, search.status], [["tea"], "type words of a message"]);
  search.setWords("茶");
  await passed(time, PAUSE_MS);
  assertEquals([asked, search.status], [["tea", "茶"], "nothing found"]);
});

Deno.test("steps go to older results, fetch further ones, and back", async () => {
  using time = new VirtualTimers();
  const { search, went } = searchIn(45);
  search.setWords("tea");
  await passed(time, PAUSE_MS);
  assertEquals([search.status, search.result?.seq], ["1/20+", 45]);
  for (let step = 0; step < 30; step++) {
    search.step("older");
    await passed(time, 1);
  }
  assertEquals([search.status, search.result?.seq], ["31/40+", 15]);
  search.step("newer");
  assertEquals(search.result?.seq, 16);
  search.choose();
  assertEquals([went, search.result], [[["bob", 16]], undefined]);
});

Deno.test("an answer to earlier words comes too late, and a refusal is shown", async () => {
  using time = new VirtualTimers();
  const { search, went } = searchIn(3);
  search.setWords("tea");
  time.pass(PAUSE_MS);
  search.setWords("bad");
  await passed(time, PAUSE_MS);
  assertEquals([search.status, search.result], ["No.", undefined]);
  search.choose();
  search.end();
  assertEquals(went, []);
});
