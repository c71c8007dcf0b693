import { assert, assertEquals } from "@std/assert";
import type { Chatter, Received } from "../../support/peers/chatter.ts";
import type { Clause, Scene } from "./scene.ts";

/** The clauses about the end, for one peer or for all. */
export const ENDINGS: readonly Clause[] = [
  { sentence: "a leave is announced, and the name is free again", run: leave },
  { sentence: "/quit says goodbye and ends the connection", run: quit },
  { sentence: "a kicked peer hears why, and is gone", run: kick },
  { sentence: "a banned peer can't come back until the ban is lifted", run: ban },
  { sentence: "everybody hears that the server is going down", run: shutdown },
];

/** Reads up to the goodbye, and on connections up to the end. */
async function goodbye(scene: Scene, chatter: Chatter, sentence: RegExp): Promise<Received> {
  const [last] = (await chatter.until(({ name, msg }) => name === "server" && sentence.test(msg)))
    .slice(-1);
  if (scene.transport.hasEnd) assertEquals(await chatter.next(), undefined);
  return last;
}

/** Waits until the others have been told that somebody has left. */
async function hearsLeave(witness: Chatter, name: string): Promise<Received> {
  return (await witness.until(({ msg }) => msg.startsWith(`${name} left #lobby`))).at(-1)!;
}

async function leave(scene: Scene): Promise<void> {
  const [ada, bob, cyn] = await scene.joinAll("ada", "bob", "cyn");
  await ada.connection.close();
  for (const hearer of [bob, cyn]) {
    const notice = await hearsLeave(hearer, "ada");
    if (scene.transport.speech === "plain") continue;
    assertEquals([notice.event, notice.peer], ["leave", "ada"]);
  }
  const again = await scene.join("ada");
  await again.ask({ msg: "back" });
  assertEquals((await bob.sync()).at(-1)?.msg, "back");
}

async function quit(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  await ada.say("/quit tea time");
  const last = await goodbye(scene, ada, /Goodbye: tea time/);
  if (scene.transport.speech === "json") assertEquals([last.event, last.reason], ["close", "quit"]);
  await hearsLeave(bob, "ada");
}

async function kick(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  (await scene.operator()).type("/kick ada too loud");
  const last = await goodbye(scene, ada, /too loud/);
  if (scene.transport.speech === "json") assertEquals(last.reason, "kicked");
  await hearsLeave(bob, "ada");
  const [who] = await bob.ask({ msg: "/who" });
  assert(!/\bada\b/.test(who.msg), who.msg);
}

async function ban(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  const operator = await scene.operator();
  operator.type("/ban ada 5 spam");
  await goodbye(scene, ada, /banned for 5 min from now: spam/);
  // The sentence for the peer itself may hold its address.
  assertEquals((await hearsLeave(bob, "ada")).msg, "ada left #lobby: banned by the operator");
  const back = await scene.connect();
  await back.send({ name: "ada" });
  await back.until(({ msg }) => /"ada" is banned/.test(msg));
  operator.type("/unban ada");
  await back.hello("ada");
}

async function shutdown(scene: Scene): Promise<void> {
  const chatters = await scene.joinAll("ada", "bob");
  const stopped = Promise.all(scene.hub.servers.map((server) => server.stop()));
  for (const chatter of chatters) {
    const last = await goodbye(scene, chatter, /The server is going down/);
    if (scene.transport.speech === "json") assertEquals(last.reason, "shutdown");
  }
  await stopped;
}
