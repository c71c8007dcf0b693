import { assertEquals } from "@std/assert";
import { Conversation } from "../../../web/conversation.js";
import { ROWS_MAX, RowWindow } from "../../../web/timeline/row_window.js";
import { rowsOf } from "../../../web/timeline/rows.js";

Deno.test("the window follows the newest rows, and stays where the reader looks", () => {
  const { talk, rows } = spoken(1_000);
  const window = new RowWindow();
  assertEquals(numbers(window.slice(rows(), true)), [601, 1_000]);
  window.move("up");
  assertEquals(numbers(window.slice(rows(), false)), [451, 850]);
  say(talk, 1_001);
  assertEquals(numbers(window.slice(rows(), false)), [451, 850]);
  assertEquals([window.hasAbove, window.hasBelow], [true, true]);
  window.move("down");
  window.move("down");
  assertEquals(numbers(window.slice(rows(), false)), [601, 1_000]);
  assertEquals(numbers(window.slice(rows(), true)), [602, 1_001]);
  assertEquals(window.hasBelow, false);
});

Deno.test("the window moves to a message, and older ones don't move it", () => {
  const { talk, rows } = spoken(1_000);
  const window = new RowWindow();
  window.slice(rows(), true);
  window.center(talk.messageAt(300)!);
  const before = numbers(window.slice(rows(), false));
  assertEquals(before[0] <= 300 && before[1] >= 300, true);
  say(talk, 0.5);
  assertEquals(numbers(window.slice(rows(), false)), before);
});

function spoken(count: number) {
  const talk = new Conversation("#tea");
  for (let seq = 1; seq <= count; seq++) say(talk, seq);
  return { talk, rows: () => rowsOf(talk.entries, "") };
}

function say(talk: Conversation, seq: number): void {
  talk.add({
    ...{ kind: "message", seq, timeMs: 0, name: "bob", msg: "hi", isOwn: false },
    ...{ mentionsMe: false, state: "kept" },
  });
}

/** The numbers of the first and the last message among some rows. */
function numbers(rows: ReturnType<RowWindow["slice"]>): [number, number] {
  assertEquals(rows.length, ROWS_MAX);
  const seqs = rows.flatMap((row) => row.kind === "message" ? [row.entry.seq] : []);
  return [seqs[0], seqs.at(-1)!];
}
