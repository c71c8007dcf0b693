import { assert, assertEquals } from "@std/assert";
import { closestString } from "@std/text/closest-string";
import fc from "fast-check";
import { commandIn, holdsSecret, mainWord, showsArguments, SYNONYMS } from "../../../hub/mod.ts";
import { OWN_COMMANDS } from "../../../programs/chat/chat_help.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

const SECRET = [
  ...["/register hunter2", " /REGISTER hunter2", "/identify ada hunter2", "/auth hunter2"],
  ...["/token hunter2", "/password hunter2", "/regster hunter2", "/identfy hunter2"],
  ...["／ＲＥＧＩＳＴＥＲ hunter2", "/ｐａｓｓ hunter2"],
];

for (const line of SECRET) {
  Deno.test(`${JSON.stringify(line)} holds a secret`, () => {
    assertEquals(holdsSecret(line), true);
  });
}

Deno.test("other commands hold no secret, mistyped or not", () => {
  const commands = [...Object.keys(OWN_COMMANDS), ...Object.keys(SYNONYMS), "kick", "ban", "jion"]
    .filter((word) => SYNONYMS[word] !== "identify");
  const lines = [...commands.map((word) => `/${word} something`), "/register", "//register me"];
  assertEquals(lines.filter(holdsSecret), []);
});

/** Words that a person may have meant, in the order in which the nearest is chosen. */
const MEANT = [
  ...Object.keys(SYNONYMS),
  ...Object.values(SYNONYMS),
  ...["away", "invite", "topic", "say", "switch", "register", "token", "pass", "password"],
  ...["pin", "pins", "unpin", "unread", "react", "unreact", "search"],
];

/** The same answer from the hub's table of commands, which marks the commands with a secret. */
function holdsSecretByTable(line: string): boolean {
  const [, word = "", args = ""] = /^\/(\S*)\s*(.*)$/s.exec(commandIn(line) ?? "") ?? [];
  if (args.trim() === "" || showsArguments(word)) return false;
  const meant = closestString(mainWord(word).slice(0, 32), MEANT);
  return meant !== "switch" && !showsArguments(meant);
}

Deno.test("a secret is found after the same commands as the hub's table says, typed right or wrong", () => {
  const commands = new MemoryHub().operator().asks("/help").commands as { command: string }[];
  const words = [
    ...Object.entries(SYNONYMS).flat(),
    ...commands.map(({ command }) => command),
    ...["register", "identify", "token", "pass", "password", "switch", "regster", "jion", ""],
  ];
  assert(words.includes("kick"));
  const wide = (word: string) =>
    word.replace(/[a-z]/g, (char) => String.fromCodePoint(char.codePointAt(0)! + 0xfee0));
  for (const word of [...words, ...words.map(wide)]) {
    const line = `/${word} hunter2`;
    assertEquals(holdsSecret(line), holdsSecretByTable(line), line);
  }
  const letter = fc.constantFrom(..."aeinprstw狗ｅ");
  const mistyped = fc.tuple(fc.constantFrom(...words), fc.nat(8), fc.nat(2), fc.array(letter))
    .map(([word, at, cut, typed]) => word.slice(0, at) + typed.join("") + word.slice(at + cut));
  fc.assert(fc.property(mistyped, fc.constantFrom("", " ", " hunter2"), (word, rest) => {
    const line = `/${word}${rest}`;
    assertEquals(holdsSecret(line), holdsSecretByTable(line), line);
  }));
});
