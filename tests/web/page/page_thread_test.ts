import { assertEquals } from "@std/assert";
import type { SearchPage, SearchQuestion } from "../../../client/core/mod.ts";
import { THREAD_MAX_MESSAGES, ThreadMessages } from "../../../web/beside/thread_messages.js";
import { Changes } from "../../../web/sending/changes.js";
import { Conversation } from "../../../web/conversation.js";
import type { Message, New } from "../../../web/entry.js";

type Chat = ConstructorParameters<typeof ThreadMessages>[0];

/** A question of the page, with the test in place of the hub. */
interface Asked {
  readonly question: SearchQuestion;
  readonly resolve: (page: SearchPage) => void;
  readonly reject: () => void;
}

function message(seq: number, re?: number): New<Message> {
  return {
    ...{ kind: "message", seq, timeMs: 0, name: "bob", msg: `m${seq}`, isOwn: false },
    ...{ mentionsMe: false, state: "kept", ...(re !== undefined && { re }) },
  };
}

/** A thread of message 1 in a room, and what it asks for. */
function openThread(): { thread: ThreadMessages; room: Conversation; asked: Asked[] } {
  const room = new Conversation("#tea");
  const asked: Asked[] = [];
  const chat = {
    current: room,
    handlers: { onChange: () => {} },
    receiver: { messageOf: ({ seq, re }: { seq: number; re?: number }) => message(seq, re) },
    connection: {
      search: (question: SearchQuestion, end: Omit<Asked, "question">) =>
        asked.push({ question, ...end }),
    },
  };
  return { thread: new ThreadMessages(chat as unknown as Chat, 1), room, asked };
}

/** A page of results with the numbers from `last` down. */
function answersTo(last: number, count: number, more = true): SearchPage {
  const messages = Array.from({ length: count }, (_, at) => ({ seq: last - at, re: 1 }));
  const before = last - count + 1;
  return { messages, more, ...(more && { before }) } as unknown as SearchPage;
}

const seqsOf = ({ messages }: ThreadMessages) => messages.map(({ seq }) => seq);

Deno.test("a thread is the conversation's messages and the hub's, each once and in order", () => {
  const { thread, room, asked } = openThread();
  room.add(message(30));
  room.add(message(31, 1));
  thread.begin();
  assertEquals(asked.map(({ question }) => question), [
    { search: "re:1", to: "#tea", before: 2, limit: 1 },
    { search: "re:1", to: "#tea", limit: 100 },
  ]);
  asked[0].resolve({ messages: [{ seq: 1 }], more: false } as unknown as SearchPage);
  asked[1].resolve({ ...answersTo(12, 2, false), messages: answersTo(12, 2).messages });
  assertEquals(seqsOf(thread), [1, 11, 12, 31]);
  // The timeline doesn't show them: it would hide that others are missing in between.
  assertEquals(room.entries.map(({ seq }) => seq), [30, 31]);
  // The archive brings one of them.
  room.add(message(12, 1));
  assertEquals(seqsOf(thread), [1, 11, 12, 31]);
  assertEquals([thread.hasOlder, thread.isRootGone, thread.state], [false, false, "idle"]);
  thread.end();
  assertEquals(seqsOf(thread), [12, 31]);
});

Deno.test("a thread whose first message is gone says so, and one that isn't fetched can be again", () => {
  const { thread, asked } = openThread();
  thread.begin();
  asked[0].resolve({ messages: [], more: false });
  asked[1].reject();
  assertEquals([thread.isRootGone, thread.state], [true, "failed"]);
  thread.begin();
  asked[3].resolve(answersTo(12, 1, false));
  assertEquals([seqsOf(thread), thread.state], [[12], "idle"]);
});

Deno.test("a thread fetches older answers up to a limit", () => {
  const { thread, asked } = openThread();
  thread.begin();
  asked[0].resolve({ messages: [], more: false });
  asked[1].resolve(answersTo(5_000, 100));
  let pages = 1;
  for (; thread.hasOlder; pages++) {
    thread.loadOlder();
    const { question, resolve } = asked.at(-1)!;
    resolve(answersTo(Number(question.before) - 1, 100));
  }
  assertEquals(pages, THREAD_MAX_MESSAGES / 100);
  assertEquals(thread.messages.length, THREAD_MAX_MESSAGES);
});

Deno.test("an answer that comes when the thread is closed isn't shown in the next one", () => {
  const { thread, asked } = openThread();
  thread.begin();
  thread.end();
  asked[1].resolve(answersTo(12, 2));
  assertEquals(seqsOf(thread), []);
});

Deno.test("an answer that comes when the hub has begun another log is no part of a thread", () => {
  const { thread, room, asked } = openThread();
  thread.begin();
  room.beginEra();
  asked[1].resolve(answersTo(12, 2));
  assertEquals([seqsOf(thread), thread.isCurrent], [[], false]);
});

Deno.test("/edit without a number changes the reader's last message, and /re answers that of others", () => {
  const room = new Conversation("#tea");
  const changes = new Changes({ current: room } as unknown as Chat);
  assertEquals([changes.lastOwn(room), changes.lastOfOthers(room)], [undefined, undefined]);
  room.add(message(1));
  room.add({ ...message(2), isOwn: true });
  room.add({ ...message(3), deleted: true });
  assertEquals([changes.lastOwn(room)?.seq, changes.lastOfOthers(room)?.seq], [2, 1]);
});
