import { assert, assertEquals, assertMatch } from "@std/assert";
import { refuses } from "./conversation.ts";
import type { Clause, Scene } from "./scene.ts";

/** The clauses about the answers of the hub itself. */
export const BUILTINS: readonly Clause[] = [
  { sentence: "echo answers in upper case, and to nobody else", run: echo },
  { sentence: "time answers a strftime format", run: time },
  { sentence: "/who and /rooms list who is where", run: lists },
  { sentence: "an unknown command names the nearest known one", run: unknownCommand },
];

async function echo(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  const [answer] = await ada.ask({ to: "echo", msg: "straße" });
  assertEquals([answer.name, answer.msg], ["echo", "STRASSE"]);
  assertEquals(await bob.sync(), []);
}

async function time(scene: Scene): Promise<void> {
  const [ada] = await scene.joinAll("ada");
  const [answer] = await ada.ask({ to: "time", msg: "%Y-%m-%d at %H:%M" });
  assertEquals(answer.name, "time");
  assertMatch(answer.msg, /^\d{4}-\d\d-\d\d at \d\d:\d\d$/);
}

async function lists(scene: Scene): Promise<void> {
  const [ada, bob] = await scene.joinAll("ada", "bob");
  await bob.ask({ msg: "/join #tea" });
  const [who] = await ada.ask({ msg: "/who #tea" });
  assertEquals(who.msg, "1 in #tea: bob");
  const [rooms] = await ada.ask({ msg: "/rooms" });
  assertEquals(rooms.msg, "2 rooms: #lobby (2), #tea (1)");
}

async function unknownCommand(scene: Scene): Promise<void> {
  const [ada] = await scene.joinAll("ada");
  const [refusal] = await ada.ask({ msg: "/jion #tea" });
  assert(refuses(refusal, "command-unknown", /did you mean \/join\?/), refusal.msg);
}
