import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as hub from "../../hub/mod.ts";
import { COMMANDS, runLine } from "../../web/commands.js";
import { holdsSecret } from "../../web/sending/secret_line.js";
import type { TextKey } from "../../web/texts.js";
import { textsIn } from "../../web/texts.js";
import * as page from "../../web/typed.js";
import { MemoryHub } from "../support/hub/memory_hub.ts";

const start = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'/／\x1b[OA \t\u00a0\u200b\ufeff"“”ab狗'),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

Deno.test("page and hub agree on what a command is, what is said, and how it is sent", () => {
  fc.assert(fc.property(start, (text) => {
    assertEquals(page.commandIn(text), hub.commandIn(text));
    assertEquals(page.spokenText(text), hub.spokenText(text));
    assertEquals(page.escapeSlash(text), hub.escapeSlash(text));
    assertEquals(page.quoteName(text), hub.quoteName(text));
  }));
});

Deno.test("page and hub know the same synonyms", () => {
  assertEquals<Readonly<Record<string, string>>>(page.SYNONYMS, hub.SYNONYMS);
  for (const word of ["Leave", "toString", "part", "ＬＥＡＶＥ"]) {
    assertEquals(page.mainWord(word), hub.mainWord(word));
  }
});

Deno.test("page and hub read the same names, and find the same ones unclear", () => {
  const args = fc.string({ unit: fc.constantFrom(..."a b\"“” '"), maxLength: 14 });
  fc.assert(fc.property(args, fc.array(args, { maxLength: 4 }), (args, names) => {
    const isKnown = (name: string) => names.includes(name);
    const mine = page.readName(args, { command: "/msg", isKnown });
    const theirs = hub.readName(args, {
      command: "/msg",
      isKnown,
      mayFollow: () => true,
      unknown: "first-word",
    });
    if (theirs.kind === "name") assertEquals<unknown>(mine, theirs);
    else assertEquals(mine.kind, "unclear");
  }));
});

Deno.test("page and hub find a secret behind the same commands, typed right or wrong", () => {
  const commands = new MemoryHub().operator().asks("/help").commands as { command: string }[];
  const words = [
    ...Object.entries(hub.SYNONYMS).flat(),
    ...COMMANDS.map(({ name }) => name),
    ...commands.map(({ command }) => command),
    ...["register", "identify", "token", "pass", "password", "switch", "regster", "jion", ""],
  ];
  assert(words.includes("kick"));
  const wide = (word: string) =>
    word.replace(/[a-z]/g, (char) => String.fromCodePoint(char.codePointAt(0)! + 0xfee0));
  for (const word of [...words, ...words.map(wide)]) {
    const line = `/${word} hunter2`;
    assertEquals(holdsSecret(line), hub.holdsSecret(line), line);
  }
  const letter = fc.constantFrom(..."aeinprstw狗ｅ");
  const mistyped = fc.tuple(fc.constantFrom(...words), fc.nat(8), fc.nat(2), fc.array(letter))
    .map(([word, at, cut, typed]) => word.slice(0, at) + typed.join("") + word.slice(at + cut));
  fc.assert(fc.property(mistyped, fc.constantFrom("", " ", " hunter2"), (word, rest) => {
    const line = `/${word}${rest}`;
    assertEquals(holdsSecret(line), hub.holdsSecret(line), line);
  }));
});

interface Typing {
  readonly said: unknown[];
  readonly sent: unknown[];
  readonly remarks: string[];
  /** Why nothing was done. */
  readonly problem: string | undefined;
}

/** Runs a line while `bob` and `bob i` are in the room. */
function typing(line: string, text: (key: TextKey) => string = (key) => key): Typing {
  const said: unknown[] = [];
  const sent: unknown[] = [];
  const remarks: string[] = [];
  const current = { isRoom: true, target: "#lobby", members: ["bob", "bob i"], entries: [] };
  const chat = {
    current,
    conversations: new Map([["#lobby", current]]),
    commands: { send: (msg: string) => sent.push(msg) > 0 },
    handlers: { text },
    remark: (_: string, text: string) => remarks.push(text),
    open: (target: string) => ({ target }),
    show: () => {},
    speech: {
      sizeProblem: () => undefined,
      say: ({ target }: { target: string }, text: string) => void said.push([target, text]),
    },
  };
  // The parts of a chat that a line can reach.
  const problem = runLine(chat as unknown as Parameters<typeof runLine>[0], line);
  return { said, sent, remarks, problem };
}

const LINES = [
  "help",
  "Help ",
  "exit",
  " quit",
  "QUIT",
  "bye",
  "Bye",
  "help me",
  "exits",
  "//help",
  "",
];

Deno.test("page and hub take the same lines for a command without its slash, in the same words", () => {
  for (const line of LINES) {
    const theirs = hub.bareWordIn(line);
    assertEquals(page.bareWordIn(line)?.isSaid, theirs?.isSaid, line);
    const { remarks, problem } = typing(line, textsIn("en"));
    assertEquals(problem ?? remarks[0], theirs?.sentence, line);
  }
});

Deno.test("in the page a line that is a command's word is said to nobody, and /say says it", () => {
  for (const word of ["help", "exit", "quit"]) {
    const { said, sent, problem } = typing(word);
    assertEquals({ said, sent }, { said: [], sent: [] });
    assertEquals(problem, word === "help" ? "bareHelp" : "bareQuit");
    // To what is shown, which need not be where the hub has the reader talk.
    assertEquals(typing(`/say ${word}`).said, [["#lobby", word]]);
  }
  assertEquals(typing("bye").said, [["#lobby", "bye"]]);
  assertEquals(typing("/say").sent, ["/say"]);
});

Deno.test("in the page a message to one of two names that fit goes to nobody, and quotes tell", () => {
  const refused = { said: [], sent: [], remarks: [] };
  assertEquals(typing("/msg bob i love you"), { ...refused, problem: "nameUnclear" });
  assertEquals(typing('/msg "bob i love you'), { ...refused, problem: "quoteOpen" });
  assertEquals(typing('/msg "bob i" love you').said, [["bob i", "love you"]]);
  assertEquals(typing('/tell "bob" i love you').said, [["bob", "i love you"]]);
  assertEquals(typing("/msg carol hi").said, [["carol", "hi"]]);
});

Deno.test("in the page a blank in front of a command says nothing to the room", () => {
  for (const blank of [" ", "\u00a0", "\u200b", "\t"]) {
    assertEquals(typing(`${blank}/register secret`), {
      said: [],
      sent: ["/register secret"],
      remarks: [],
      problem: undefined,
    });
  }
  assertEquals(typing("//register secret").said, [["#lobby", "/register secret"]]);
  assertEquals(typing("/leave").sent, ["/part #lobby"]);
});
