import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { type Fields, messagesOf, type Received } from "../../support/peers/chatter.ts";
import type { Clause, ContractTransport, Scene } from "./scene.ts";

/** The clauses that need fields, which lines of text don't have. */
export const JSON_FIELDS: readonly Clause[] = ([
  { sentence: "every message carries a larger number than the one before", run: numbers },
  { sentence: "an id is acknowledged, and said twice it is routed once", run: acks },
  { sentence: "a peer that comes back with since and epoch gets what it missed", run: resume },
  { sentence: "a since that the log never gave is answered with all, as incomplete", run: foreign },
  { sentence: "a session takes the name over from its ghost, and nobody notices", run: takeover },
  { sentence: "those that want it are told who types and who is away", run: signals },
  { sentence: "a search finds what was said, the newest first, and a notice ends it", run: search },
  { sentence: "each kind of bad message has its own error, and the next one is fine", run: errors },
] satisfies Clause[]).map((clause) => ({ ...clause, appliesTo: speaksJson }));

function speaksJson({ speech }: ContractTransport): boolean {
  return speech === "json";
}

async function numbers(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  for (const to of [undefined, "bob", undefined, "#lobby"]) await ada.say("count", to);
  await ada.sync();
  const heard = messagesOf(await bob.sync());
  assertEquals(heard.length, 4);
  for (const [i, { seq, time }] of heard.entries()) {
    assertMatch(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    if (i > 0) assertGreater(seq!, heard[i - 1].seq!);
  }
}

async function acks(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  const message: Fields = { msg: "once", id: "a-1" };
  await ada.send(message);
  const [first] = (await ada.until(({ event }) => event === "ack")).slice(-1);
  await ada.send(message);
  const [second] = (await ada.until(({ event }) => event === "ack")).slice(-1);
  assertEquals([first.id, second.id, second.seq], ["a-1", "a-1", first.seq]);
  const heard = messagesOf(await bob.sync());
  assertEquals(heard.map(({ msg, seq }) => [msg, seq]), [["once", first.seq]]);
}

async function resume(scene: Scene): Promise<void> {
  const ada = await scene.join("ada");
  const bob = await scene.connect();
  const { epoch } = await bob.hello("bob");
  await ada.ask({ msg: "heard" });
  const [last] = messagesOf(await bob.sync());
  await bob.connection.close();
  await ada.until(({ event, peer }) => event === "leave" && peer === "bob");
  for (const msg of ["missed 1", "missed 2"]) await ada.ask({ msg });
  const back = await scene.connect();
  await back.hello("bob", { since: last.seq, epoch });
  const replayed = await back.until(({ event }) => event === "history");
  assertEquals(
    messagesOf(replayed).map(({ msg, replay }) => [msg, replay]),
    [["missed 1", true], ["missed 2", true]],
  );
  assertEquals(replayed.at(-1)?.complete, true);
}

async function foreign(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  await bob.say("one");
  await bob.ask({ msg: "two" });
  const heard = messagesOf(await ada.sync());
  const { seq = 0 } = heard.at(-1)!;
  for (const claim of [{ since: seq + 5_000_000 }, { since: seq - 1, epoch: "of another log" }]) {
    await ada.send(claim);
    const replayed = await ada.until(({ event }) => event === "history");
    const kept = messagesOf(replayed).map(({ msg }) => msg);
    assertEquals(kept.filter((msg) => msg === "one" || msg === "two"), ["one", "two"]);
    assertEquals(replayed.at(-1)?.complete, false);
  }
}

async function takeover(scene: Scene): Promise<void> {
  const witness = await scene.join("wit");
  const ghost = await scene.connect();
  const { session } = await ghost.hello("ada");
  await ghost.ask({ msg: "/join #tea" });
  await witness.sync();
  const back = await scene.connect();
  const welcome = await back.hello("ada", { session });
  assertEquals([welcome.you, welcome.session], ["ada", session]);
  const [close] = (await ghost.until(({ event }) => event === "close")).slice(-1);
  assertEquals(close.reason, "replaced");
  if (scene.transport.hasEnd) assertEquals(await ghost.next(), undefined);
  assertEquals(await witness.sync(), []);
  // The rooms came along, the current one included.
  await witness.ask({ msg: "/join #tea" });
  await back.ask({ msg: "in tea again" });
  assertEquals((await witness.sync()).at(-1)?.to, "#tea");
}

async function signals(scene: Scene): Promise<void> {
  const [ada, cyn] = await scene.joinAll("ada", "cyn");
  const bob = await scene.connect();
  await bob.hello("bob", { wants: ["typing", "presence"] });
  for (const chatter of [ada, cyn, bob]) await chatter.sync();
  await ada.send({ typing: true });
  await cyn.send({ typing: true, to: "bob" });
  const typing = (await bob.until(isTyping)).concat(await bob.until(isTyping)).filter(isTyping);
  assertEquals(
    typing.map(({ peer, to }) => [peer, to]).sort(),
    [["ada", "#lobby"], ["cyn", "bob"]],
  );
  await ada.ask({ msg: "/away at lunch" });
  const [away] = (await bob.until(({ event }) => event === "away")).slice(-1);
  assertEquals([away.peer, away.away], ["ada", "at lunch"]);
  await ada.ask({ msg: "/away" });
  const [back] = (await bob.until(({ event }) => event === "away")).slice(-1);
  assertEquals([back.peer, back.away], ["ada", undefined]);
  const events = (await cyn.sync()).map(({ event }) => event);
  assertEquals(events.filter((event) => event === "typing" || event === "away"), []);
}

function isTyping({ event }: Received): boolean {
  return event === "typing";
}

async function search(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  for (const msg of ["green tea", "black coffee", "我们去喝茶", "Tea is green"]) {
    await ada.ask({ msg });
  }
  await bob.sync();
  await bob.send({ search: "GREEN tea", id: "s-1" });
  const heard = await bob.until(({ event }) => event === "search");
  const results = heard.filter(({ event }) => event === undefined);
  assertEquals(results.map(({ msg, found }) => [msg, found]), [
    ["Tea is green", true],
    ["green tea", true],
  ]);
  assertGreater(results[0].seq!, results[1].seq!);
  const { count, more, id } = heard.at(-1)!;
  assertEquals([count, more, id], [2, false, "s-1"]);
  await ada.send({ msg: "/search 喝茶 from:ada" });
  const [result] = await ada.until(({ event }) => event === "search");
  assertEquals([result.msg, result.found], ["我们去喝茶", true]);
}

const BAD_BODIES: readonly [body: string, error: string][] = [
  ["{", "not-json"],
  ['{"name":"ada","msg":1}', "bad-field"],
  ['{"name":"ada","msg":"a","msg":"b"}', "json-duplicate-key"],
  [`{"name":"ada","x":${"[".repeat(99)}${"]".repeat(99)}}`, "json-too-deep"],
  [String.raw`{"name":"ada","msg":"\ud83d"}`, "lone-surrogate"],
  ['{"name":"ada","msg":"hi","to":"nobody"}', "peer-unknown"],
  ['{"name":"ada","msg":"hi","to":"#nowhere"}', "room-unknown"],
  ['{"name":"server","msg":"hi"}', "name-reserved"],
  ['{"name":"ada","msg":"/helo"}', "command-unknown"],
];

async function errors(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  for (const [body, error] of BAD_BODIES) {
    await ada.sendText(body);
    const answers: Received[] = await ada.sync();
    assertEquals(answers.map((answer) => answer.error), [error], body);
    assert(answers[0].msg.length > 20, "an error is a sentence");
  }
  assertEquals(await bob.sync(), []);
}
