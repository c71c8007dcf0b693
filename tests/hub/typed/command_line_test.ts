import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { commandIn, escapeSlash, spokenText, SYNONYMS } from "../../../hub/mod.ts";
import { CanonicalForm } from "../../../protocol/canonical.ts";
import { maskSecrets } from "../../../protocol/mod.ts";
import { spliceable } from "../../../batch/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";

const BLANKS = [" ", "  ", "\t", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2060 \u200d", "\u2800"];
const KEYS = ["\x1b[A", "\x1bOA", "\x1b[1;5D\x1b[3~", "\x1b[[B", "\x1b", " \x1b[C "];

for (const blank of [...BLANKS, ...KEYS]) {
  const shown = [...blank].map((char) => `U+${char.codePointAt(0)!.toString(16)}`).join(" ");

  Deno.test(`${shown} in front of /register is heard by nobody`, async () => {
    const accounts = new PlainAccounts();
    const home = new MemoryHub({ accounts });
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    ada.hears();
    bob.says(`${blank}/register open sesame`);
    await bob.peer.nextNotice();
    assertEquals(ada.hears(), []);
    assert(await accounts.verify("bob", "open sesame"));
  });

  Deno.test(`${shown} in front of two slashes is a text with one`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    ada.hears();
    bob.says(`${blank}//etc/hosts`);
    assertEquals(ada.hearsTexts(), [`bob: ${blank}/etc/hosts`]);
  });
}

Deno.test("a slash and a command in full width are a command, and two slashes a text", async () => {
  for (
    const line of [
      "／register open sesame",
      "　／ｒｅｇｉｓｔｅｒ　open sesame",
      "\x1b[A／Register open sesame",
    ]
  ) {
    const accounts = new PlainAccounts();
    const home = new MemoryHub({ accounts });
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    ada.hears();
    bob.says(line);
    await bob.peer.nextNotice();
    assertEquals(ada.hears(), [], line);
    assert(await accounts.verify("bob", "open sesame"), line);
    assert(!maskSecrets(line).includes("sesame"), maskSecrets(line));
    bob.says("／／who");
    assertEquals(ada.hearsTexts(), ["bob: ／who"]);
  }
});

Deno.test("a room's sign in full width is answered with the name that was meant", () => {
  const { message } = new MemoryHub().join("ada").isRefused("／ｊｏｉｎ　＃tea");
  assertStringIncludes(message, 'did you mean "#tea"?');
});

const anyStart = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."/／\x1b[A \t\u00a0\u200b\ufeff\u3000\u2800a狗"),
    fc.string({ unit: "binary", maxLength: 1 }),
  ),
  maxLength: 12,
});

Deno.test("any escaped text is no command, and is said as it was", () => {
  fc.assert(fc.property(anyStart, (text) => {
    assertEquals(commandIn(escapeSlash(text)), undefined);
    assertEquals(spokenText(escapeSlash(text)), text);
  }));
});

Deno.test("the hot path takes no text that is a command or escapes one, whatever stands in front", () => {
  const form = new CanonicalForm("ada");
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    for (const text of [`${String.fromCodePoint(code)}/x`, `${String.fromCodePoint(code)}x`]) {
      if (commandIn(text) === undefined) continue;
      const bytes = new TextEncoder().encode(JSON.stringify({ name: "ada", msg: text }));
      assert(!form.matches(spliceable(bytes), 0, bytes.length), `U+${code.toString(16)}`);
    }
  }
});

for (const [synonym, word] of Object.entries(SYNONYMS)) {
  Deno.test(`/${synonym} is /${word}, which alone is in /help`, () => {
    const home = new MemoryHub();
    const rows = home.join("ada").asks("/help").msg.split("\n");
    assert(rows.some((row) => row.startsWith(`/${word} `)), word);
    assert(!rows.some((row) => row.startsWith(`/${synonym} `)), "a main word is no synonym");
  });
}

Deno.test("synonyms do what their commands do", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.says("/join #tea");
  ada.hears();
  assertStringIncludes(ada.asks("/Leave #tea").msg, "You left #tea");
  assertEquals(ada.asks("/names").event, "who");
  assertEquals(ada.asks("/list").event, "rooms");
  bob.hears();
  ada.says("/w bob psst");
  ada.says("/query bob psst");
  assertEquals(bob.hearsTexts(), ["ada: psst", "ada: psst"]);
  assertEquals(ada.asks("/name countess").now, "countess");
  assertEquals(ada.asks("/?").event, "help");
  ada.says("/exit");
  assertEquals(ada.peer.closed?.code, "quit");
});

for (const word of ["help", "exit", "quit", "Quit ", "HELP"]) {
  Deno.test(`a typed line ${JSON.stringify(word)} is answered, not said and not run; /say says it`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    ada.hears();
    bob.sends({ msg: word, isTyped: true });
    const [answer, ...rest] = bob.hears();
    assertStringIncludes(answer.msg, "Nothing was said: /");
    assertStringIncludes(answer.msg, `/say ${word.trim()} `);
    assertEquals([...rest, ...ada.hears()], []);
    assertEquals(bob.peer.closed, undefined);
    bob.sends({ msg: `/say ${word.trim()}`, isTyped: true });
    bob.sends({ msg: `${word} please`, isTyped: true });
    // A program that speaks JSON means its text literally.
    bob.sends({ msg: word });
    assertEquals(ada.hearsTexts().length, 3);
  });
}

Deno.test("a typed bye is said to the room, and answered with the command that leaves", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  bob.sends({ msg: "bye", isTyped: true });
  assertEquals(ada.hearsTexts(), ["bob: bye"]);
  assertStringIncludes(bob.hears()[0].msg, "/quit leaves");
});

for (const line of ["register sesame2026", " Register open sesame", "identify ada sesame2026"]) {
  Deno.test(`a typed line ${JSON.stringify(line)} isn't said, and its answer repeats no password`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    ada.hears();
    bob.sends({ msg: line, isTyped: true });
    const [answer, ...rest] = bob.hears();
    assertMatch(
      answer.msg,
      /^Nothing was said, since a password may stand in it: \/(register|identify)/,
    );
    assert(!/sesame/.test(answer.msg));
    assertEquals([...rest, ...ada.hears()], []);
    bob.sends({ msg: `/say ${line.trim()}`, isTyped: true });
    bob.sends({ msg: "register for the course by Friday", isTyped: true });
    assertEquals(ada.hearsTexts(), [
      `bob: ${line.trim()}`,
      "bob: register for the course by Friday",
    ]);
  });
}
