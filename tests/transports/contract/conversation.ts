import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { MESSAGE_MAX_BYTES } from "../../../hub/mod.ts";
import { messagesOf, type Received } from "../../support/peers/chatter.ts";
import type { Clause, Scene } from "./scene.ts";

const encoder = new TextEncoder();
const ORDERED = 1_000;

/** The clauses about who hears a message. */
export const CONVERSATION: readonly Clause[] = [
  { sentence: "a hello is answered with a welcome", run: hello },
  { sentence: "a message reaches everybody but its author", run: broadcast },
  { sentence: "a direct message reaches one peer only", run: direct },
  { sentence: "a room's members hear one another, and nobody else does", run: rooms },
  { sentence: "a new name is announced, and the next message comes under it", run: rename },
  { sentence: "a taken name is refused, and both connections live on", run: nameTaken },
  { sentence: "Chinese names and texts arrive as they were sent", run: chinese },
  { sentence: `${ORDERED} messages arrive in order, each once, everywhere`, run: order },
  { sentence: "the largest message arrives, and a larger one is refused", run: largest },
  { sentence: "an empty message is guarded, and the connection lives on", run: empty },
];

/** Returns the texts among these that the named client has said. */
function saidBy(name: string, received: readonly Received[]): string[] {
  return received.filter((one) => one.name === name).map(({ msg }) => msg);
}

/** Returns true if a notice refuses with a code; lines of text show the sentence alone. */
export function refuses(received: Received, code: string, sentence: RegExp): boolean {
  return received.name === "server" && sentence.test(received.msg) &&
    (received.error === undefined || received.error === code);
}

async function hello(scene: Scene): Promise<void> {
  const ada = await scene.connect();
  const welcome = await ada.hello("ada");
  assertMatch(welcome.msg, /^Welcome, .*nobody else is here/);
  if (scene.transport.speech === "plain") return;
  assertEquals(welcome.you, "ada");
  assertEquals([welcome.peers, welcome.count], [["ada"], 1]);
  assertEquals(typeof welcome.seq, "number");
  for (const field of ["session", "epoch"]) assertEquals(typeof welcome[field], "string");
}

async function broadcast(scene: Scene): Promise<void> {
  const [ada, bob, cyn] = await scene.joinAll("ada", "bob", "cyn");
  await ada.say("hello, everybody");
  assertEquals(messagesOf(await ada.sync()), []);
  for (const hearer of [bob, cyn]) {
    const [heard, ...more] = messagesOf(await hearer.sync());
    assertEquals([heard.name, heard.msg, heard.to], ["ada", "hello, everybody", undefined]);
    assertEquals(more, []);
  }
}

async function direct(scene: Scene): Promise<void> {
  const [ada, bob, cyn] = await scene.joinAll("ada", "bob", "cyn");
  await ada.say("between us", "bob");
  await ada.sync();
  const [heard] = messagesOf(await bob.sync());
  const self = scene.transport.speech === "plain" ? "to you" : "bob";
  assertEquals([heard.name, heard.msg, heard.to], ["ada", "between us", self]);
  assertEquals(messagesOf(await cyn.sync()), []);
  const [refusal] = await ada.ask({ to: "nobody", msg: "hi" });
  assert(refuses(refusal, "peer-unknown", /Nobody here is called "nobody"/), refusal.msg);
}

async function rooms(scene: Scene): Promise<void> {
  const [ada, bob, cyn] = await scene.joinAll("ada", "bob", "cyn");
  await ada.ask({ msg: "/join #tea" });
  await bob.ask({ msg: "/join #tea" });
  await ada.ask({ msg: "in the room" });
  const [heard] = messagesOf(await bob.sync());
  assertEquals([heard.name, heard.msg, heard.to], ["ada", "in the room", "#tea"]);
  assertEquals(messagesOf(await cyn.sync()), []);
  await ada.ask({ to: "#lobby", msg: "in the lobby" });
  for (const hearer of [bob, cyn]) {
    assertEquals(saidBy("ada", await hearer.sync()), ["in the lobby"]);
  }
  await bob.ask({ msg: "/part #tea" });
  await ada.ask({ msg: "alone" });
  assertEquals(messagesOf(await bob.sync()), []);
}

async function rename(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  await ada.send({ name: "lovelace" });
  if (ada.name !== undefined) ada.name = "lovelace";
  await ada.say("it's me");
  await ada.sync();
  const [notice, heard] = await bob.sync();
  assertEquals([notice.name, notice.msg], ["server", "ada is now lovelace"]);
  assertEquals([heard.name, heard.msg], ["lovelace", "it's me"]);
  await bob.say("and me?", "ada");
  const [refusal] = await bob.sync();
  assert(refuses(refusal, "peer-unknown", /Nobody here is called "ada"/), refusal.msg);
}

async function nameTaken(scene: Scene): Promise<void> {
  const [ada] = await scene.joinAll("ada");
  const other = await scene.connect();
  await other.send({ name: "ADA" });
  await other.until((one) => refuses(one, "name-taken", /is taken/));
  await other.hello("bob");
  await other.sync();
  await ada.ask({ msg: "still here" });
  assertEquals(saidBy("ada", await other.sync()), ["still here"]);
}

async function chinese(scene: Scene): Promise<void> {
  const [dog, donkey] = await scene.joinAll("狗哥alex", "瞎驴");
  const text = "你好，世界！𠮷野家 👩‍🔬 \u00e9";
  await dog.ask({ msg: text });
  await dog.ask({ to: "瞎驴", msg: "私聊" });
  assertEquals(saidBy("狗哥alex", await donkey.sync()), [text, "私聊"]);
}

/** Sends in bursts that the transport can carry, with a round trip of everybody between them. */
async function order(scene: Scene): Promise<void> {
  const [ada, ...hearers] = await scene.joinAll("ada", "bob", "cyn");
  const heard = hearers.map((): string[] => []);
  for (let at = 0; at < ORDERED; at += scene.transport.burst) {
    const end = Math.min(ORDERED, at + scene.transport.burst);
    for (let i = at; i < end; i++) await ada.say(`number ${i}`);
    await ada.sync();
    for (const [i, hearer] of hearers.entries()) {
      heard[i].push(...saidBy("ada", await hearer.sync()));
    }
  }
  const expected = Array.from({ length: ORDERED }, (_, i) => `number ${i}`);
  for (const list of heard) assertEquals(list, expected);
}

async function largest(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  const room = MESSAGE_MAX_BYTES - encoder.encode('{"name":"ada","msg":""}').length;
  // As large as it may be on its way in, which is too large with the hub's own fields.
  const text = "x".repeat(scene.transport.speech === "json" ? room : MESSAGE_MAX_BYTES);
  let said = text;
  let refusals = 0;
  for (let refusal; ([refusal] = await ada.ask({ msg: said })) && refusal !== undefined;) {
    // The hub's number may have become a digit longer.
    assert(++refusals < 3, "what is left is refused again and again");
    assert(refuses(refusal, "message-too-large", /65507/), refusal.msg);
    said = said.slice(Number(/shorten the msg by (\d+) bytes/.exec(refusal.msg)?.[1]));
  }
  assert(refusals > 0);
  const [heard] = messagesOf(await bob.sync());
  assertEquals(heard.msg.length, said.length);
  if (scene.transport.speech === "json") {
    assertEquals(encoder.encode(JSON.stringify(heard)).length, MESSAGE_MAX_BYTES);
  }
}

async function empty(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  for (const blank of ["", " \t "]) {
    const answers = await ada.ask({ msg: blank });
    // A blank datagram is a heartbeat.
    assertEquals(answers.length, scene.transport.hasEnd ? 1 : 0);
    for (const answer of answers) {
      assert(refuses(answer, "empty-message", /empty or blank/), answer.msg);
    }
  }
  assertEquals(messagesOf(await bob.sync()), []);
  await ada.ask({ msg: "not empty" });
  assertStringIncludes(saidBy("ada", await bob.sync()).join(), "not empty");
}
