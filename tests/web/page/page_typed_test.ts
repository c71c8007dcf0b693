import { assertEquals } from "@std/assert";
import { bareWordIn } from "../../../vocabulary/mod.ts";
import { runLine } from "../../../web/composer/commands.js";
import type { TextKey } from "../../../web/languages/texts.js";
import { textsIn } from "../../../web/languages/texts.js";

interface Typing {
  readonly said: unknown[];
  readonly sent: unknown[];
  /** The rooms that the commands are about. */
  readonly places: unknown[];
  readonly remarks: string[];
  /** Why nothing was done. */
  readonly problem: string | undefined;
}

/** Runs a line while `bob` and `bob i` are in the room. */
function typing(line: string, text: (key: TextKey) => string = (key) => key): Typing {
  const said: unknown[] = [];
  const sent: unknown[] = [];
  const remarks: string[] = [];
  const places: unknown[] = [];
  const current = { isRoom: true, target: "#lobby", members: ["bob", "bob i"], entries: [] };
  const chat = {
    current,
    conversations: new Map([["#lobby", current]]),
    commands: {
      send(msg: string, _onRefused: () => void, to?: string) {
        places.push(to);
        return sent.push(msg) > 0;
      },
    },
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
  return { said, sent, places, remarks, problem };
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
  "register open sesame",
  "Identify ada sesame",
  "register for the course by Friday",
  "exits",
  "//help",
  "",
];

Deno.test("the page answers a command without its slash in the hub's words", () => {
  for (const line of LINES) {
    const { remarks, problem } = typing(line, textsIn("en"));
    assertEquals(problem ?? remarks[0], bareWordIn(line)?.sentence, line);
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
  const refused = { said: [], sent: [], places: [], remarks: [] };
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
      places: ["#lobby"],
      remarks: [],
      problem: undefined,
    });
  }
  assertEquals(typing("//register secret").said, [["#lobby", "/register secret"]]);
  assertEquals(typing("/leave").sent, ["/part #lobby"]);
});

Deno.test("in the page a command is about the room that is shown", () => {
  for (const line of ["/topic biscuits", "/pins", "/room private"]) {
    assertEquals([typing(line).sent, typing(line).places], [[line], ["#lobby"]]);
  }
});
