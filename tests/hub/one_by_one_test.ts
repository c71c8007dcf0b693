import { assertEquals, assertLess } from "@std/assert";
import { OneByOne } from "../../hub/one_by_one.ts";
import { socketTest } from "../support/gate.ts";
import { Chatter, type Received } from "../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { startTestServer } from "../support/server/test_server.ts";

const COUNT = 300;

/** Lets all promises go on that wait for nothing else. */
async function promises(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

Deno.test("work begins in the turn behind that of the work before, also of one that fails", async () => {
  const steps: string[] = [];
  let endTurn = () => {};
  const turns = new OneByOne(() => new Promise((resolve) => endTurn = resolve));
  const run = (step: string) => {
    return turns.run(() => {
      steps.push(step);
      return step === "second" ? Promise.reject(new Error(step)) : Promise.resolve(step);
    }).catch((error: Error) => error.message);
  };
  const all = ["first", "second", "third"].map(run);
  await promises();
  assertEquals(steps, ["first"]);
  endTurn();
  await promises();
  assertEquals(steps, ["first", "second"]);
  endTurn();
  assertEquals(await Promise.all(all), ["first", "second", "third"]);
});

Deno.test("without turns all work is done at once, in its sequence", async () => {
  const all = new OneByOne(undefined);
  const steps: number[] = [];
  await Promise.all([1, 2, 3].map((step) => all.run(() => Promise.resolve(steps.push(step)))));
  assertEquals(steps, [1, 2, 3]);
});

socketTest("others are served while 300 deletions of one peer wait", async () => {
  await using server = await startTestServer(["--tcp", "0", "--trace"]);
  const connection = await connectTcp(server, "json-lines");
  await using author = new Chatter(connection, "json");
  await author.hello("author");
  await using other = await joinTcp(server, "other");
  for (let i = 0; i < COUNT; i++) await author.say(`text ${i}`);
  await author.sync();
  const deletions = [...Array(COUNT).keys()].map((i) => JSON.stringify({ delete: i + 1 }));
  await connection.sendRaw(new TextEncoder().encode(deletions.map((one) => `${one}\n`).join("")));
  const isDeletion = ({ event }: Received) => event === "delete";
  await other.first(isDeletion);
  const heard = (await other.sync()).filter(isDeletion).length + 1;
  assertLess(heard, COUNT);
  for (let i = heard; i < COUNT; i++) await other.first(isDeletion);
});

for (
  const [command, event] of [["/search nowhere", "search"], ["/unread", "unread"]] as const
) {
  socketTest(`others are served while 300 ${command} of one peer wait`, async () => {
    await using server = await startTestServer(["--tcp", "0", "--trace"]);
    const connection = await connectTcp(server, "json-lines");
    await using asker = new Chatter(connection, "json");
    await asker.hello("asker");
    await using other = await joinTcp(server, "other");
    await other.publish("a text");
    await asker.send({ read: 1, to: "#lobby" });
    const isAnswer = (line: string) => line.startsWith("<-") && line.includes(`"event":"${event}"`);
    await asker.sync();
    const line = `${JSON.stringify({ msg: command })}\n`;
    await connection.sendRaw(new TextEncoder().encode(line.repeat(COUNT)));
    await asker.first((received) => received.event === event);
    await other.sync();
    // As memory has all messages, nothing but the turns between the answers lets the other one in.
    assertLess(server.traced.filter(isAnswer).length, COUNT);
    for (let i = 1; i < COUNT; i++) await asker.first((received) => received.event === event);
    assertEquals(server.traced.filter(isAnswer).length, COUNT);
  });
}
