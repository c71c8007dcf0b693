import { assertEquals } from "@std/assert";
import { ClientError } from "../../client/core/client_error.ts";
import { OrderedIncoming } from "../../client/core/receiving/ordered_incoming.ts";
import { DEFAULT_LIMITS } from "../../client/mod.ts";
import { SendQueue } from "../../client/core/sending/send_queue.ts";
import { Membership } from "../../client/core/membership.ts";
import { ResumePoint } from "../../client/core/connection/resume_point.ts";

interface Stage {
  readonly queue: SendQueue;
  /** The results of all messages, in order. */
  readonly endings: string[];
}

/** An queue with a history, a message and a command, put into it in that order. */
function filled(): Stage {
  const endings: string[] = [];
  let ids = 0;
  const queue = new SendQueue({
    limits: DEFAULT_LIMITS,
    incoming: new OrderedIncoming({
      free: () => 1,
      hasCapacity: () => true,
      deliver: () => {},
      ownName: () => "ada",
    }),
    membership: new Membership(["#ops"]),
    resumePoint: new ResumePoint({ name: "ada", rooms: ["#ops"], since: undefined }),
    roundTrip: undefined,
    newId: () => `${++ids}`,
    refused: ({ code }) => endings.push(`#ops ${code}`),
  });
  const settle = (what: string) => ({
    resolve: () => endings.push(`${what} done`),
    reject: ({ code }: ClientError) => endings.push(`${what} ${code}`),
  });
  queue.replays.ask({ room: "#ops", count: 3, ...settle("history") });
  queue.unacked.add({ id: "hello", msg: "hello" }, settle("hello"), 0);
  queue.requests.add({ id: "join", line: "/join #tea", isAnswer: () => false, ...settle("join") });
  return { queue, endings };
}

function sentBy(queue: SendQueue): (string | undefined)[] {
  return [...queue.due(0)].map(({ msg }) => msg);
}

Deno.test("commands go first, then replays, then what is said", () => {
  const { queue } = filled();
  assertEquals(queue.nextMs(), 0);
  assertEquals(sentBy(queue), ["/join #tea", "/history #ops 3", "hello"]);
  assertEquals([sentBy(queue), queue.nextMs()], [[], Infinity]);
});

Deno.test("over a new connection everything goes again", () => {
  const { queue } = filled();
  const first = sentBy(queue);
  queue.restart();
  assertEquals(sentBy(queue), first);
});

Deno.test("nothing but commands goes before the client is back in its rooms", () => {
  const { queue } = filled();
  queue.rejoin.start();
  assertEquals([sentBy(queue), queue.nextMs()], [["/join #tea", "/join #ops"], Infinity]);
  const notice = { name: "server", msg: "", event: "join", peer: "ada", to: "#ops" } as const;
  queue.requests.answer(notice);
  assertEquals(sentBy(queue), ["/history #ops 3", "hello"]);
});

Deno.test("a refusal reaches what has its id, and nothing else", () => {
  const { queue, endings } = filled();
  const refusal = new ClientError("usage", "That isn't understood.");
  const taken = ["join", "hello", "else", undefined].map((id) => queue.refuse(refusal, id, 0));
  assertEquals(taken, [true, true, false, false]);
  assertEquals(endings, ["join usage", "hello usage"]);
});

Deno.test("a message that the hub couldn't keep is sent again a little later", () => {
  const { queue, endings } = filled();
  sentBy(queue);
  const refusal = new ClientError("history-unavailable", "The disk is full.", { retry: true });
  assertEquals(queue.refuse(refusal, "hello", 5_000), true);
  assertEquals([endings, queue.nextMs()], [[], 6_000]);
});

/** Has the queue ask for #tea, and holds a text for it and one for elsewhere. */
function entering(): Stage {
  const { queue, endings } = filled();
  sentBy(queue);
  const settle = (what: string) => ({
    resolve: () => endings.push(`${what} done`),
    reject: ({ code }: ClientError) => endings.push(`${what} ${code}`),
  });
  queue.requests.add({
    id: "enter",
    line: "/join #Tea",
    enters: "#tea",
    isAnswer: ({ event }) => event === "join",
    ...settle("enter"),
  });
  queue.unacked.add({ id: "tea", msg: "tea talk", to: "#Tea" }, settle("tea"), 0);
  queue.unacked.add({ id: "bob", msg: "psst", to: "bob" }, settle("bob"), 0);
  return { queue, endings };
}

Deno.test("a text for a room that is being entered waits for the answer", () => {
  const { queue } = entering();
  assertEquals(sentBy(queue), ["/join #Tea", "psst"]);
  assertEquals(queue.nextMs(), Infinity);
  queue.requests.answer({ name: "server", msg: "", event: "join", peer: "ada", to: "#Tea" });
  assertEquals([queue.nextMs(), sentBy(queue)], [0, ["tea talk"]]);
});

Deno.test("it is refused with the room, and then never sent", () => {
  const { queue, endings } = entering();
  sentBy(queue);
  queue.refuse(new ClientError("room-limit", "Too many rooms."), "enter", 0);
  assertEquals(endings, ["enter room-limit", "tea room-limit"]);
  queue.restart();
  assertEquals(sentBy(queue), ["/join #tea", "/history #ops 3", "hello", "psst"]);
});

Deno.test("a command that came too fast for the hub goes again a little later", () => {
  const { queue, endings } = entering();
  sentBy(queue);
  queue.refuse(new ClientError("rate-limited", "Too fast.", { retry: true }), "enter", 5_000);
  assertEquals([endings, queue.nextMs()], [[], 6_000]);
  assertEquals([...queue.due(6_000)].map(({ msg }) => msg).includes("/join #Tea"), true);
});

Deno.test("in the end everything is refused, the way back included", () => {
  const { queue, endings } = filled();
  queue.rejoin.start();
  queue.refuseAll(new ClientError("closed", "It is over."));
  assertEquals(endings, ["hello closed", "join closed", "#ops closed", "history closed"]);
});

/** A queue that sends nothing again after a second, with what becomes of its one message. */
function cautious(name = "ada"): Stage {
  const endings: string[] = [];
  const identity = { name, rooms: [], since: undefined };
  const queue = new SendQueue({
    limits: { ...DEFAULT_LIMITS, retrySafeMs: 1_000 },
    incoming: new OrderedIncoming({
      free: () => 1,
      hasCapacity: () => true,
      deliver: () => {},
      ownName: () => name,
    }),
    membership: new Membership([]),
    resumePoint: new ResumePoint(identity),
    roundTrip: undefined,
    newId: () => "id",
    refused: () => {},
  });
  const completion = {
    sending: () => endings.push("sending"),
    resolve: () => endings.push("done"),
    reject: ({ code }: ClientError) => endings.push(code),
  };
  queue.unacked.add({ id: "hello", msg: "hello" }, completion, 0);
  return { queue, endings };
}

Deno.test("a message is sent again for as long as the hub knows its id, and no longer", () => {
  const { queue, endings } = cautious();
  // A message that nobody has sent may wait for any time.
  assertEquals([...queue.due(5_000)].length, 1);
  queue.restart();
  assertEquals([...queue.due(6_000)].length, 1);
  queue.restart();
  assertEquals([[...queue.due(6_001)], endings], [[], ["sending", "may-have-arrived"]]);
});

Deno.test("a message that an earlier client sent is sent again under the same name alone", () => {
  const outcomeOf = (name: string, agoMs: number) => {
    const { queue } = cautious();
    queue.unacked.withdraw("hello");
    const outcome: string[] = [];
    const reject = ({ code }: ClientError) => outcome.push(code);
    const completion = { resolve: () => {}, reject };
    queue.unacked.add({ id: "m", msg: "hello" }, completion, 0, { agoMs, name });
    return [...[...queue.due(0)].map(() => "sent"), ...outcome];
  };
  assertEquals(outcomeOf("Ada", 1_000), ["sent"]);
  assertEquals(outcomeOf("ada", 1_001), ["may-have-arrived"]);
  assertEquals(outcomeOf("ada", Infinity), ["may-have-arrived"]);
  assertEquals(outcomeOf("grace", 0), ["may-have-arrived"]);
});

Deno.test("a message that is withdrawn isn't sent, and nobody is told", () => {
  const { queue, endings } = cautious();
  queue.unacked.withdraw("hello");
  assertEquals([[...queue.due(0)], endings], [[], []]);
});
