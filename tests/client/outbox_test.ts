import { assertEquals } from "@std/assert";
import { ClientError } from "../../client/core/client_error.ts";
import { OrderedIncoming } from "../../client/core/incoming.ts";
import { DEFAULT_LIMITS } from "../../client/mod.ts";
import { Outbox } from "../../client/core/outbox.ts";
import { Seat } from "../../client/core/seat.ts";
import { Session } from "../../client/core/session.ts";

interface Stage {
  readonly outbox: Outbox;
  /** What became of everything, in order. */
  readonly endings: string[];
}

/** An outbox with a history, a message and a command, put into it in that order. */
function filled(): Stage {
  const endings: string[] = [];
  let ids = 0;
  const outbox = new Outbox({
    limits: DEFAULT_LIMITS,
    incoming: new OrderedIncoming({
      free: () => 1,
      isRoomy: () => true,
      deliver: () => {},
      ownName: () => "ada",
    }),
    seat: new Seat(["#ops"]),
    session: new Session({ name: "ada", rooms: ["#ops"], since: undefined }),
    roundTrip: undefined,
    newId: () => `${++ids}`,
    refused: ({ code }) => endings.push(`#ops ${code}`),
  });
  const settle = (what: string) => ({
    resolve: () => endings.push(`${what} done`),
    reject: ({ code }: ClientError) => endings.push(`${what} ${code}`),
  });
  outbox.replays.ask({ room: "#ops", count: 3, ...settle("history") });
  outbox.unacked.add({ id: "hello", msg: "hello" }, settle("hello"));
  outbox.requests.add({ id: "join", line: "/join #tea", isAnswer: () => false, ...settle("join") });
  return { outbox, endings };
}

function sentBy(outbox: Outbox): (string | undefined)[] {
  return [...outbox.due(0)].map(({ msg }) => msg);
}

Deno.test("commands go first, then replays, then what is said", () => {
  const { outbox } = filled();
  assertEquals(outbox.nextMs(), 0);
  assertEquals(sentBy(outbox), ["/join #tea", "/history #ops 3", "hello"]);
  assertEquals([sentBy(outbox), outbox.nextMs()], [[], Infinity]);
});

Deno.test("over a new connection everything goes again", () => {
  const { outbox } = filled();
  const first = sentBy(outbox);
  outbox.restart();
  assertEquals(sentBy(outbox), first);
});

Deno.test("nothing but commands goes before one is back in one's rooms", () => {
  const { outbox } = filled();
  outbox.rejoin.start();
  assertEquals([sentBy(outbox), outbox.nextMs()], [["/join #tea", "/join #ops"], Infinity]);
  const notice = { name: "server", msg: "", event: "join", peer: "ada", to: "#ops" } as const;
  outbox.requests.answer(notice);
  assertEquals(sentBy(outbox), ["/history #ops 3", "hello"]);
});

Deno.test("a refusal reaches what has its id, and nothing else", () => {
  const { outbox, endings } = filled();
  const refusal = new ClientError("usage", "That isn't understood.");
  const taken = ["join", "hello", "else", undefined].map((id) => outbox.refuse(refusal, id, 0));
  assertEquals(taken, [true, true, false, false]);
  assertEquals(endings, ["join usage", "hello usage"]);
});

Deno.test("what the hub couldn't keep goes again a little later", () => {
  const { outbox, endings } = filled();
  sentBy(outbox);
  const refusal = new ClientError("history-unavailable", "The disk is full.");
  assertEquals(outbox.refuse(refusal, "hello", 5_000), true);
  assertEquals([endings, outbox.nextMs()], [[], 6_000]);
});

/** Has the outbox ask for #tea, and holds a text for it and one for elsewhere. */
function entering(): Stage {
  const { outbox, endings } = filled();
  sentBy(outbox);
  const settle = (what: string) => ({
    resolve: () => endings.push(`${what} done`),
    reject: ({ code }: ClientError) => endings.push(`${what} ${code}`),
  });
  outbox.requests.add({
    id: "enter",
    line: "/join #Tea",
    enters: "#tea",
    isAnswer: ({ event }) => event === "join",
    ...settle("enter"),
  });
  outbox.unacked.add({ id: "tea", msg: "tea talk", to: "#Tea" }, settle("tea"));
  outbox.unacked.add({ id: "bob", msg: "psst", to: "bob" }, settle("bob"));
  return { outbox, endings };
}

Deno.test("a text for a room that is being entered waits for the answer", () => {
  const { outbox } = entering();
  assertEquals(sentBy(outbox), ["/join #Tea", "psst"]);
  assertEquals(outbox.nextMs(), Infinity);
  outbox.requests.answer({ name: "server", msg: "", event: "join", peer: "ada", to: "#Tea" });
  assertEquals([outbox.nextMs(), sentBy(outbox)], [0, ["tea talk"]]);
});

Deno.test("it is refused with the room, and then never sent", () => {
  const { outbox, endings } = entering();
  sentBy(outbox);
  outbox.refuse(new ClientError("room-limit", "Too many rooms."), "enter", 0);
  assertEquals(endings, ["enter room-limit", "tea room-limit"]);
  outbox.restart();
  assertEquals(sentBy(outbox), ["/join #tea", "/history #ops 3", "hello", "psst"]);
});

Deno.test("a command that came too fast for the hub goes again a little later", () => {
  const { outbox, endings } = entering();
  sentBy(outbox);
  outbox.refuse(new ClientError("rate-limited", "Too fast."), "enter", 5_000);
  assertEquals([endings, outbox.nextMs()], [[], 6_000]);
  assertEquals([...outbox.due(6_000)].map(({ msg }) => msg).includes("/join #Tea"), true);
});

Deno.test("in the end everything is refused, the way back included", () => {
  const { outbox, endings } = filled();
  outbox.rejoin.start();
  outbox.refuseAll(new ClientError("closed", "It is over."));
  assertEquals(endings, ["hello closed", "join closed", "#ops closed", "history closed"]);
});
