import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ChatError, type Hook, type HookMessage } from "../../../hub/mod.ts";
import { type Client, MemoryHub } from "../../support/hub/memory_hub.ts";
import { LedHub } from "../roles/led_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";

/** Gives a command that takes a while, and returns its answer. */
async function asksLater(client: Client, line: string) {
  client.hears();
  client.says(line);
  await client.home.hub.answered(client.member);
  return client.hears().at(-1)!;
}

async function addHook(home: MemoryHub, room: string, name: string): Promise<Hook> {
  const { token } = await asksLater(home.operator(), `/hook add ${room} ${name}`);
  return home.hub.hookOf(String(token));
}

function post(home: MemoryHub, hook: Hook, message: string | HookMessage): number {
  const posted = typeof message === "string" ? { text: message } : message;
  const seq = home.hub.sayByHook(hook, posted, home.nowMs);
  assert(typeof seq === "number");
  return seq;
}

Deno.test("/hook add shows a token once, which speaks in the room", async () => {
  const home = new MemoryHub();
  const operator = home.operator();
  const ada = home.join("ada");
  ada.says("/join #ops");
  const answer = await asksLater(operator, "/hook add #ops CI server");
  const { event, hook: name, room, token } = answer;
  assertEquals([event, name, room], ["hook", "CI server", "#ops"]);
  assertMatch(answer.msg, new RegExp(`POST requests to /hooks/${token} .*only now`));
  const hook = home.hub.hookOf(String(token));
  assertEquals(hook.tokenHash, `hash of ${token}`);
  assertEquals(assertThrows(() => home.hub.hookOf("x"), ChatError).code, "hook-unknown");
  ada.hears();
  const seq = post(home, hook, "build 7 failed");
  const [heard] = ada.hears();
  assertEquals([heard.name, heard.msg, heard.to, heard.seq], [
    ...["CI server", "build 7 failed", "#ops"],
    seq,
  ]);
  assertEquals(operator.hears(), []);
});

Deno.test("/hook lists, and /hook drop ends a webhook", async () => {
  const home = new MemoryHub();
  const operator = home.operator();
  assertMatch(operator.asks("/hook").msg, /^There are no webhooks/);
  const hook = await addHook(home, "#ops", "ci");
  home.advance(1_000);
  await addHook(home, "#lobby", "Grafana");
  const list = operator.asks("/hook");
  assertEquals(list.msg, "2 webhooks: ci in #ops (by server); Grafana in #lobby (by server).");
  assertEquals([list.event, list.count], ["hooks", 2]);
  assertEquals(list.hooks, [
    { hook: "ci", room: "#ops", by: "server", since: "2026-11-21T05:00:00.000Z" },
    { hook: "Grafana", room: "#lobby", by: "server", since: "2026-11-21T05:00:01.000Z" },
  ]);
  assert(!JSON.stringify(list).includes("token-"));
  assertMatch(
    (await asksLater(operator, "/hook drop CI")).msg,
    /^The webhook ci of #ops has ended/,
  );
  assertThrows(() => post(home, hook, "too late"), ChatError, "no webhook");
  assertEquals(operator.isRefused("/hook drop ci").code, "hook-unknown");
  assertEquals(operator.asks("/hook").count, 1);
});

Deno.test("webhooks are the operator's, and others learn nothing of them", async () => {
  const home = new MemoryHub();
  await addHook(home, "#ops", "ci");
  const ada = home.join("ada");
  assertEquals(ada.isRefused("/hook add #ops mine").code, "not-operator");
  assertEquals(ada.isRefused("/hook drop ci").code, "hook-unknown");
  assertEquals(ada.asks("/hook").count, 0);
  for (const line of ["/hook add", "/hook add #ops", "/hook drop", "/hook make #ops ci"]) {
    assertEquals(home.operator().isRefused(line).code, "usage", line);
  }
});

Deno.test("nobody takes a webhook's name, and a webhook takes nobody's", async () => {
  const accounts = new PlainAccounts();
  accounts.register({ fold: "eve", name: "eve", createdMs: 0, sinceSeq: 0 }, "open sesame");
  const home = new MemoryHub({ accounts });
  await addHook(home, "#ops", "CI");
  assertEquals(home.refusesHello({ name: "ci" }).code, "name-reserved");
  const ada = home.join("ada");
  assertEquals(ada.isRefused("/nick Ci").code, "name-reserved");
  const operator = home.operator();
  for (
    const [name, code] of [
      ["ada", "name-taken"],
      ["eve", "name-registered"],
      ["ci", "name-taken"],
    ]
  ) {
    assertEquals((await asksLater(operator, `/hook add #ops ${name}`)).error, code, name);
  }
  for (const [name, code] of [["server", "name-reserved"], ["#x", "name-invalid"]]) {
    assertEquals(operator.isRefused(`/hook add #ops ${name}`).code, code);
  }
  assertEquals(operator.isRefused("/hook add ops x").code, "room-name-invalid");
});

Deno.test("the sender's name is shown if a newcomer could have it", async () => {
  const accounts = new PlainAccounts();
  accounts.register({ fold: "eve", name: "eve", createdMs: 0, sinceSeq: 0 }, "open sesame");
  const home = new MemoryHub({ accounts });
  const hook = await addHook(home, "#lobby", "ci");
  await addHook(home, "#lobby", "Grafana");
  const ada = home.join("ada");
  const nameFor = (username: string) => {
    post(home, hook, { text: "hi", username });
    return ada.hears().at(-1)!.name;
  };
  assertEquals(["Jenkins", " Uptime Kuma "].map(nameFor), ["Jenkins", "Uptime Kuma"]);
  for (
    const name of ["ada", "ADA", "eve", "server", "Grafana", "#ops", "x".repeat(50), "a\u202eb"]
  ) {
    assertEquals(nameFor(name), "ci", name);
  }
  assertEquals(nameFor("CI"), "ci");
});

Deno.test("a message to a room without members is read later", async () => {
  const home = new MemoryHub();
  const hook = await addHook(home, "#ops", "ci");
  post(home, hook, "nobody is here");
  const ada = home.join("ada");
  ada.says("/join #ops");
  ada.says("/history #ops 5");
  const texts = (await ada.hearsReplay()).filter(({ seq, event }) => seq && !event);
  assertEquals(texts.map(({ name, msg, to }) => [name, msg, to]), [[
    "ci",
    "nobody is here",
    "#ops",
  ]]);
  assertThrows(() => post(home, hook, " \n"), ChatError, "no text");
});

Deno.test("the number of webhooks has a limit", async () => {
  const home = new MemoryHub({ limits: { maxHooks: 1 } });
  await addHook(home, "#ops", "ci");
  const refused = await asksLater(home.operator(), "/hook add #ops more");
  assertEquals(refused.error, "hook-limit");
  assertMatch(refused.msg, /There are 1 webhooks.*--max-hooks/);
});

Deno.test("webhooks outlive a restart; one that the disk doesn't take is gone again", async () => {
  const hook = { name: "ci", room: "#ops", tokenHash: "hash of x", by: "server", createdMs: 7 };
  const full = () => Promise.reject(new ChatError("history-unavailable", "The disk is full."));
  const home = new MemoryHub({ hooks: { kept: [hook], put: full, drop: full } });
  assertEquals(home.hub.hookOf("x"), hook);
  const operator = home.operator();
  const refused = await asksLater(operator, "/hook add #ops more");
  assertEquals([refused.error, refused.msg], ["history-unavailable", "The disk is full."]);
  assertEquals(operator.asks("/hook").count, 1);
});

Deno.test("a room's owner manages the webhooks of that room, and of no other", async () => {
  const home = new LedHub(["ada", "bob"]);
  const [ada, bob] = [home.owner("ada"), home.owner("bob")];
  ada.says("/join #Ops");
  bob.says("/join #Ops");
  bob.says("/join #tea");
  ada.says("/mod #Ops bob");
  assertEquals((await asksLater(ada, "/hook add #ops ci")).room, "#Ops");
  assertEquals((await asksLater(bob, "/hook add #tea kettle")).room, "#tea");
  await addHook(home, "#ops", "Grafana");
  assertEquals(bob.isRefused("/hook add #ops mine").code, "not-operator");
  assertEquals(bob.isRefused("/hook drop ci").code, "hook-unknown");
  const names = (client: Client) =>
    (client.asks("/hook").hooks as { hook: string }[]).map(({ hook }) => hook);
  assertEquals([names(ada), names(bob)], [["ci", "Grafana"], ["kettle"]]);
  ada.says("/room #Ops owner bob");
  assertEquals([names(ada), names(bob)], [[], ["ci", "kettle", "Grafana"]]);
  assertMatch((await asksLater(bob, "/hook drop Grafana")).msg, /has ended/);
});

Deno.test("one owner of rooms doesn't take all webhooks of the hub", async () => {
  const home = new LedHub(["ada"]);
  const ada = home.owner("ada");
  ada.says("/join #ops");
  for (let i = 0; i < 10; i++) await asksLater(ada, `/hook add #ops hook ${i}`);
  const refused = await asksLater(ada, "/hook add #ops more");
  assertEquals(refused.error, "hook-limit");
  await addHook(home, "#ops", "more");
});
