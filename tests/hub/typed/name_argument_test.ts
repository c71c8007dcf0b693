import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { quoteName, readName, wholeName } from "../../../hub/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { registerName } from "../../support/hub/register_name.ts";

/** A hub in which `bob` and `bob i` can be mistaken for each other. */
function twoBobs() {
  const home = new MemoryHub();
  const [ada, bob, bobI] = [home.join("ada"), home.join("bob"), home.join("bob i")];
  for (const one of [ada, bob, bobI]) one.hears();
  return { home, ada, bob, bobI };
}

Deno.test("/msg to one of two names that both fit is refused with both readings, and heard by nobody", () => {
  const { ada, bob, bobI } = twoBobs();
  const refusal = ada.isRefused("/msg bob i love you, the key is 1234");
  assertEquals(refusal.code, "name-ambiguous");
  assertStringIncludes(refusal.message, '/msg "bob" i love you, the key is 1234 or');
  assertStringIncludes(refusal.message, '/msg "bob i" love you, the key is 1234,');
  assertEquals([...bob.hears(), ...bobI.hears()], []);
});

for (const [open, close] of [['"', '"'], ["“", "”"], ["„", "“"]]) {
  Deno.test(`a name in ${open}quotes${close} says which one is meant`, () => {
    const { ada, bob, bobI } = twoBobs();
    ada.says(`/msg ${open}bob${close} i love you`);
    assertEquals(bob.hearsTexts(), ["ada: i love you"]);
    ada.says(`/msg ${open}Bob i${close}  love you`);
    assertEquals(bobI.hearsTexts(), ["ada: love you"]);
    assertEquals(bob.hears(), []);
  });
}

for (const word of ["/msg", "/w", "/query"]) {
  Deno.test(`${word} bob i is no "i" to bob while "bob i" is here`, () => {
    const { ada, bob, bobI } = twoBobs();
    const refusal = ada.isRefused(`${word} bob i`);
    assertEquals(refusal.code, "name-ambiguous");
    assertStringIncludes(refusal.message, '/msg "bob" i or /msg "bob i" text,');
    assertEquals([...bob.hears(), ...bobI.hears()], []);
    ada.says('/msg "bob" i');
    assertEquals(bob.hearsTexts(), ["ada: i"]);
  });
}

Deno.test("a known name without a text isn't cut into an unknown name and a text", () => {
  const home = new MemoryHub();
  const [ada, agent] = [home.join("ada"), home.join("agent 007")];
  assertEquals(ada.isRefused("/msg agent 007").code, "name-ambiguous");
  assertEquals(home.operator().isRefused("/ban agent 007").code, "name-ambiguous");
  assertEquals([agent.peer.closed, agent.hears()], [undefined, []]);
});

Deno.test("a name that left a moment ago is a reading too, and so is a registered one", async () => {
  const accounts = new PlainAccounts();
  const home = new MemoryHub({ accounts });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  home.join("bob i");
  bob.leaves();
  assertEquals(ada.isRefused("/msg bob i love you").code, "name-ambiguous");
  home.advance(home.hub.limits.sessionTtlMs + 1);
  ada.says("/msg bob i love you");
  await registerName(accounts, { fold: "bob", name: "bob", createdMs: 0, sinceSeq: 0 }, "password");
  assertEquals(ada.isRefused("/msg bob i love you").code, "name-ambiguous");
});

Deno.test("a name is a reading for as long as any session under it can be resumed", () => {
  const home = new MemoryHub();
  const [ada, first] = [home.join("ada"), home.join("bob")];
  home.join("bob i");
  first.leaves();
  const second = home.join("bob");
  second.leaves();
  // The first peer has another name now, and the second may still come back.
  home.arrive({ session: first.member.session }).says("/nick robert");
  assertEquals(ada.isRefused("/msg bob i love you").code, "name-ambiguous");
});

Deno.test("a name is a reading, too, where the older of two sessions under it was dropped", () => {
  const home = new MemoryHub({ limits: { maxSessions: 1 } });
  const ada = home.join("ada");
  home.join("bob i");
  for (let i = 0; i < 2; i++) home.join("bob").leaves();
  assertEquals(ada.isRefused("/msg bob i love you").code, "name-ambiguous");
});

Deno.test("/kick hits nobody where two names fit, and the one in quotes", () => {
  const { home, bob, bobI } = twoBobs();
  home.join("bob is");
  const operator = home.operator();
  for (const line of ["/kick bob is a spammer", "/kick bob i", "/kick bob i swear"]) {
    assertEquals(operator.isRefused(line).code, "name-ambiguous", line);
  }
  assertEquals([bob.peer.closed, bobI.peer.closed], [undefined, undefined]);
  operator.says('/kick "bob" is a spammer');
  assertEquals(bob.peer.closed?.sentence, "Kicked by the operator: is a spammer.");
  operator.says('/kick "bob i"');
  assertEquals(bobI.peer.closed?.code, "kicked");
});

Deno.test("/ban takes the name that somebody has, and asks where a number may be part of it", () => {
  const home = new MemoryHub();
  const agent = home.join("agent 007");
  const operator = home.operator();
  assertEquals(operator.isRefused("/ban nobody 007 10").code, "name-ambiguous");
  operator.says("/ban agent 007 10");
  assertEquals(agent.peer.closed?.code, "banned");
  agent.leaves();
  home.join("agent");
  assertEquals(home.refusesHello({ name: "agent 007" }).code, "banned");
  const refusal = operator.isRefused("/ban agent 007 10");
  assertStringIncludes(refusal.message, '/ban "agent" 007 10 or /ban "agent 007" 10,');
  operator.says('/ban "agent" 5 3 times');
  assertStringIncludes(home.refusesHello({ name: "agent" }).message, "for 5 min from now: 3 times");
});

Deno.test("/ban hits nobody where the minutes may be forgotten after a longer name", () => {
  const home = new MemoryHub();
  const peers = [home.join("agent"), home.join("agent 007")];
  const operator = home.operator();
  for (const [line, way] of [["/ban agent 007", ""], ["/ban agent 007 spam", " spam"]]) {
    const refusal = operator.isRefused(line);
    assertEquals(refusal.code, "name-ambiguous");
    assertStringIncludes(
      refusal.message,
      `/ban "agent" 007${way} or /ban "agent 007" minutes${way},`,
    );
  }
  assertEquals(peers.map(({ peer }) => peer.closed), [undefined, undefined]);
  assertEquals(operator.asks("/bans").count, 0);
});

Deno.test("/identify refuses two readings without repeating the password", async () => {
  const accounts = new PlainAccounts();
  for (const name of ["bob", "bob i"]) {
    await registerName(accounts, { fold: name, name, createdMs: 0, sinceSeq: 0 }, `of ${name}`);
  }
  const home = new MemoryHub({ accounts });
  const ada = home.join("ada");
  const refusal = ada.isRefused("/identify bob i of bob i");
  assertEquals(refusal.code, "name-ambiguous");
  assert(!refusal.message.includes("of bob"), refusal.message);
  assertStringIncludes(
    ada.isRefused("/identify bob i").message,
    '/identify "bob" password or /identify "bob i" password,',
  );
});

Deno.test("/nick, /whois and /unban take the whole name in quotes or without", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  assertEquals(ada.asks('/nick "Ada of the Lovelaces"').msg, "ada is now Ada of the Lovelaces");
  for (const name of ["ada of the lovelaces", '"ada of the lovelaces"']) {
    assertEquals(ada.asks(`/whois ${name}`).peer, "Ada of the Lovelaces");
  }
  const operator = home.operator();
  operator.says('/ban "eve of all" 5');
  assertStringIncludes(operator.asks('/unban "eve of all"').msg, '"eve of all" may join again');
});

Deno.test("a quote that isn't closed is said so, and nothing is done", () => {
  const { ada, bob } = twoBobs();
  const refusal = ada.isRefused('/msg "bob i love you');
  assertStringIncludes(refusal.message, "isn't closed");
  assertEquals(bob.hears(), []);
});

Deno.test("a name that holds quotes is reached with the quotes doubled, or without any around it", () => {
  const home = new MemoryHub();
  const [ada, rock] = [home.join("ada"), home.join('Dwayne "Rock" J')];
  ada.says('/msg "Dwayne ""Rock"" J" one');
  ada.says('/msg Dwayne "Rock" J two');
  assertEquals(rock.hearsTexts(), ["ada: one", "ada: two"]);
});

Deno.test("any name in quotes is read as it is, with any text after it and any peers present", () => {
  const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
  fc.assert(fc.property(names, fc.string({ maxLength: 20 }), (name, rest) => {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const read = readName(`${quoted} ${rest}`, {
      command: "/msg",
      isKnown: () => true,
      mayFollow: () => true,
      unknown: "refuse",
    });
    assertEquals(read, { kind: "name", name, rest: rest.trim() });
    assertEquals(wholeName(quoted), name);
    assertEquals(wholeName(quoteName(name)), name);
  }));
});

Deno.test("a long text of many words is read in no more ways than a name can have words", () => {
  let asked = 0;
  const isKnown = () => ++asked < 0;
  const mayFollow = () => true;
  readName("x ".repeat(30_000), { command: "/msg", isKnown, mayFollow, unknown: "first-word" });
  assert(asked <= 17, `${asked}`);
});
