import { assertEquals } from "@std/assert";
import { TempFolder } from "../support/files/temp_folder.ts";
import { socketTest } from "../support/gate.ts";
import { Messages, type Seen, type Wish } from "../support/hub/things_model.ts";

import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { type Random, withSeed } from "../support/random.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

const NAMES = ["ada", "bob"];
const PASSWORD = "open sesame";
const STARTS = 4;
const WISHES = 40;

function anyWish(random: Random, known: readonly number[]): Wish {
  const of = known[random.below(known.length)] ?? 1;
  const msg = "x".repeat(1 + random.below(40)) + random.below(1000);
  const react = ["👍", "🎉"][random.below(2)];
  const kinds = [
    { kind: "say", msg },
    { kind: "say", msg },
    { kind: "edit", of, msg },
    { kind: "edit", of, msg },
    { kind: "delete", of },
    { kind: "react", of, react, isUndo: random.below(3) === 0 },
  ] as const;
  return kinds[random.below(kinds.length)];
}

function fieldsOf(wish: Wish): Record<string, unknown> {
  switch (wish.kind) {
    case "say":
      return { msg: wish.msg };
    case "edit":
      return { edit: wish.of, msg: wish.msg };
    case "delete":
      return { delete: wish.of };
    case "react":
      return { react: wish.react, of: wish.of, undo: wish.isUndo };
    default:
      return wish satisfies never;
  }
}

/** Returns what a peer without a past is replayed. */
async function replayed(server: TestServer): Promise<Messages> {
  await using eve = new Chatter(await connectTcp(server, "json-lines"), "json");
  await eve.send({ name: "eve", wants: ["reactions"], since: 0 });
  const seen = new Messages();
  for (const one of await eve.until(({ event }) => event === "history")) seen.see(one as Seen);
  return seen;
}

/** Returns the messages that the web port shows, without the events about them. */
async function shown(server: TestServer): Promise<Messages> {
  const url = `http://127.0.0.1:${server.webPort}/messages?since=0&limit=1000`;
  const { messages } = await (await fetch(url)).json();
  const seen = new Messages();
  for (const one of messages as Seen[]) if (one.event === undefined) seen.see(one);
  return seen;
}

async function tellAll(server: TestServer, random: Random, model: Messages): Promise<void> {
  const peers = await Promise.all(NAMES.map(async (name) => {
    const peer = new Chatter(await connectTcp(server, "json-lines"), "json");
    await peer.hello(name, { password: PASSWORD });
    return peer;
  }));
  for (let i = 0; i < WISHES; i++) {
    const by = random.below(peers.length);
    const wish = anyWish(random, [...model.known.keys()]);
    await peers[by].send({ ...fieldsOf(wish), id: `${i}` });
    const answer = await peers[by].first(({ id }) => id === `${i}`);
    if (answer.event !== "ack") continue;
    model.check(NAMES[by], wish);
    model.accept(answer.seq as number, NAMES[by], wish);
  }
  for (const peer of peers) await peer.connection.close();
}

socketTest("changed messages are the same over restarts, in replays and over HTTP", async () => {
  await withSeed(async (random) => {
    await using folder = new TempFolder();
    const start = () =>
      startTestServer([
        "--tcp",
        "0",
        "--web",
        "0",
        "--data",
        folder.path,
        "--dedup-window-ms",
        "1",
      ]);
    const model = new Messages();
    {
      await using server = await start();
      for (const name of NAMES) {
        await using owner = await joinTcp(server, name);
        await owner.say(`/register ${PASSWORD}`);
        await owner.first(({ msg }) => msg.includes(" is yours now"));
      }
    }
    for (let i = 0; i < STARTS; i++) {
      await using server = await start();
      const expected = () => model.shown(() => true);
      assertEquals((await replayed(server)).shown(() => true), expected());
      await tellAll(server, random, model);
      assertEquals((await replayed(server)).shown(() => true), expected());
      assertEquals((await shown(server)).shown(() => true), expected());
    }
  });
});
