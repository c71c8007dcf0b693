import { assert, assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

Deno.test("/help lists every command, and those of the operator to the operator alone", () => {
  const home = new MemoryHub();
  const words = [
    "help",
    "who",
    "rooms",
    "join",
    "part",
    "msg",
    "say",
    "nick",
    "time",
    "history",
    "quit",
  ];
  const help = home.join("ada").asks("/help");
  assertEquals(help.event, "help");
  for (const word of words) assertStringIncludes(help.msg, `/${word} `);
  const forOperator = home.operator().asks("/help");
  for (const word of ["drop"]) {
    assert(!help.msg.includes(`/${word} `));
    assertStringIncludes(forOperator.msg, `/${word} `);
  }
});

Deno.test("/help has as data what its sentence says", () => {
  const home = new MemoryHub();
  for (const asker of [home.join("ada"), home.operator()]) {
    const help = asker.asks("/help");
    const commands = help.commands as { command: string; usage: string; help: string }[];
    const rows = commands.map(({ command, usage, help }) =>
      usage === "" ? `/${command} (${help})` : `/${command} ${usage} (${help})`
    );
    assertEquals(help.msg, rows.join("\n"));
    assertEquals(commands[1], {
      command: "who",
      usage: "[#room]",
      help: "who is here, or in a room",
    });
  }
});

Deno.test("commands may be written in capitals and with more spaces", () => {
  const home = new MemoryHub();
  assertEquals(home.join("ada").asks("/JOIN   #tea  ").to, "#tea");
});

Deno.test("/who names everybody in the hub, /who #room those in a room", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  home.join("bob").says("/join #tea");
  assertObjectMatch(ada.asks("/who"), {
    event: "who",
    msg: "4 here: time, echo, ada, bob",
    peers: ["time", "echo", "ada", "bob"],
    count: 4,
  });
  assertObjectMatch(ada.asks("/who #tea"), {
    event: "who",
    msg: "1 in #tea: bob",
    to: "#tea",
    peers: ["bob"],
    count: 1,
  });
  assertEquals(ada.isRefused("/who #coffee").code, "room-unknown");
  assertEquals(ada.isRefused("/who tea").code, "room-name-invalid");
});

Deno.test("/who lists at most 100 and counts the rest", () => {
  const home = new MemoryHub();
  for (let i = 0; i < 120; i++) home.join(`peer${i}`);
  const answer = home.join("ada").asks("/who #lobby");
  assertEquals((answer.peers as string[]).length, 100);
  assertEquals(answer.count, 121);
  assertStringIncludes(answer.msg, "and 21 more");
});

Deno.test("/msg says something to one peer, whose name may hold spaces", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const long = home.join("Ada of the Lovelaces");
  const bob = home.join("bob");
  [ada, long].forEach((one) => one.hears());
  bob.says('/msg "ada of the Lovelaces"  dear countess');
  const [message, ...rest] = long.hears();
  assertObjectMatch(message, {
    name: "bob",
    msg: "dear countess",
    to: "Ada of the Lovelaces",
  });
  assertEquals([...rest, ...ada.hears(), ...bob.hears()], []);
  bob.says("/msg ada of course");
  assertEquals(ada.hearsTexts(), ["bob: of course"]);
  ada.leaves();
  home.advance(home.hub.limits.sessionTtlMs + 1);
  bob.says("/msg ada of the Lovelaces without quotes");
  assertEquals(long.hearsTexts(), ["bob: without quotes"]);
});

Deno.test("/msg says how it is written where a name or a text is missing", () => {
  const ada = new MemoryHub().join("ada");
  for (const line of ["/msg", "/msg bob", "/msg  bob  "]) {
    const refusal = ada.isRefused(line);
    assertEquals(refusal.code, "usage");
    assertStringIncludes(refusal.message, "/msg name text");
  }
});

Deno.test("a direct message to nobody or to its author is refused, with the name that was meant", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("/join #tea");
  const refusal = ada.isRefused("hi", { to: "x".repeat(1000) });
  assertEquals(refusal.code, "peer-unknown");
  assert(refusal.message.length < 300);
  assertStringIncludes(ada.isRefused("hi", { to: "tea" }).message, '"to":"#tea"');
  assertEquals(ada.isRefused("hi", { to: "" }).code, "peer-unknown");
  assertEquals(ada.isRefused("hi", { to: "ADA" }).code, "to-yourself");
});

Deno.test("/nick changes the name, and alone says how it is written", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  assertEquals(ada.asks("/nick countess").msg, "ada is now countess");
  assertStringIncludes(ada.isRefused("/nick").message, "/nick name");
});

Deno.test("/time answers the hub's time by a format, in virtual time too", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  assertObjectMatch(ada.asks("/time %s"), { event: "time", msg: String(home.nowMs / 1000) });
  home.advance(1_000);
  assertEquals(ada.asks("/time %s").msg, String(home.nowMs / 1000));
});

Deno.test("/quit says goodbye with the reason; the others hear it when the connection has ended", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("/quit tea is ready");
  assertEquals(bob.peer.closed, { code: "quit", sentence: "Goodbye: tea is ready" });
  const [carol] = [home.join("carol")];
  carol.says("/quit");
  assertEquals(carol.peer.closed?.sentence, "Goodbye.");
  ada.hears();
  bob.leaves(bob.peer.closed!.sentence);
  assertEquals(ada.hearsNotices(), ["bob left #lobby: Goodbye: tea is ready"]);
});

Deno.test("an unknown command names the nearest one, and is told to nobody", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  for (const [typed, meant] of [["/jion #tea", "/join"], ["/wo", "/who"], ["/", "/"]]) {
    const refusal = bob.isRefused(typed);
    assertEquals(refusal.code, "command-unknown");
    assertStringIncludes(refusal.message, `did you mean ${meant}`);
  }
  for (const word of ["__proto__", "constructor", "toString"]) {
    assertEquals(bob.isRefused(`/${word}`).code, "command-unknown");
  }
  assertEquals(ada.hears(), []);
});

Deno.test("an unknown command of 60,000 letters is refused in a short sentence", () => {
  const refusal = new MemoryHub().join("ada").isRefused(`/${"😀".repeat(30_000)}`);
  assertEquals(refusal.code, "command-unknown");
  assert(refusal.message.length < 300);
  assert(refusal.message.isWellFormed());
});

Deno.test("two slashes are a text with one slash, in any room and to anybody", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  bob.says("//who is there");
  bob.says("//", { to: "ada" });
  bob.says(" //who");
  assertEquals(ada.hearsTexts(), ["bob: /who is there", "bob: /", "bob:  /who"]);
});

Deno.test("an empty or blank text is refused, whatever the white space", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  for (const text of ["", " ", "\n", "\u3000\u00a0\ufeff\u2028\u1680\t\v\f\r"]) {
    const refusal = bob.isRefused(text);
    assertEquals(refusal.code, "empty-message");
    assertStringIncludes(refusal.message, "nothing was sent");
  }
  assertEquals(ada.hears(), []);
});

Deno.test("`time` and `echo` are ordinary entries of the directory that answer the sender alone", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  bob.says("straße", { to: "Echo" });
  const [echo, ...rest] = bob.hears();
  assertObjectMatch(echo, { name: "echo", msg: "STRASSE", to: "bob" });
  bob.says("/msg time %s");
  assertEquals(bob.hearsTexts(), [`time: ${home.nowMs / 1000}`]);
  assertEquals([...rest, ...ada.hears()], []);
});

Deno.test("an echo that would be larger than a message can be is refused, and the peer lives", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  // Each of these characters takes six bytes in capitals, and two otherwise.
  assertEquals(ada.isRefused("\u0390".repeat(30_000), { to: "echo" }).code, "message-too-large");
  ada.says("still here", { to: "echo" });
  assertEquals(ada.hearsTexts(), ["echo: STILL HERE"]);
});

Deno.test("the beginning of a command's word is answered with that command", () => {
  const ada = new MemoryHub().join("ada");
  for (const [begun, word] of [["hist", "history"], ["sea", "search"], ["whoi", "whois"]]) {
    assertStringIncludes(ada.isRefused(`/${begun} x`).message, `did you mean /${word}?`);
  }
});
