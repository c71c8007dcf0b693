import { assertEquals } from "@std/assert";
import { gatedTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { Chat, ONLINE } from "./chat.ts";

const cannotRun = notInstalled("tmux");

gatedTest(
  "commands act on the room or peer at the prompt, not on the last one entered (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    const enter = async (line: string) => {
      await terminal.type(line);
      await terminal.press("Enter");
    };
    await enter("/join #tea");
    await terminal.until(/^#tea>/m);
    await enter("/switch #lobby");
    await terminal.until(ONLINE);
    await enter("/topic biscuits");
    await terminal.until("-- The topic of #lobby is: biscuits");
    await enter("/room");
    await terminal.until("-- Nobody leads #lobby");
    await enter("/pins");
    await terminal.until("-- #lobby has no pinned messages.");
    await enter("/me waves");
    await terminal.until("* ada waves");
    await enter("/switch bob");
    await terminal.until(/^-- bob is a guest, here by tcp/m);
    await enter("/me winks");
    await enter("/topic mine");
    await terminal.until('"bob" is none: name a room in it.');
    const heard: [string, string][] = [];
    for await (const { msg, to } of bob.messages()) {
      heard.push([msg, to]);
      if (heard.length === 2) break;
    }
    assertEquals(heard, [["* ada waves", "#lobby"], ["* ada winks", "bob"]]);
  },
);

gatedTest(
  "a /switch to a name that nobody has says so, and nobody hears the next text (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal } = chat;
    for (const key of ["/switch bbo", "Enter"]) await terminal.press(key);
    await terminal.until('Nobody is called "bbo": did you mean "bob"?');
    await terminal.until(/^\(no room\)>/m);
    for (const key of ["/switch", "Enter"]) await terminal.press(key);
    await terminal.until(ONLINE);
    assertEquals(await chat.said(), []);
  },
);

gatedTest(
  "/re and /react without a number are about the last message of others (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    const enter = async (line: string) => {
      await terminal.type(line);
      await terminal.press("Enter");
    };
    await enter("/edit tea");
    await terminal.until("you have said nothing yet");
    await enter("tea?");
    await terminal.until("ada: tea?");
    await enter("/react 👍");
    await terminal.until("the last message of others here, and none was shown");
    await bob.say("yes");
    await terminal.until("bob: yes");
    await enter("good");
    await enter("/react 👍");
    await terminal.until('-- You: 👍 to bob: "yes"');
  },
);

gatedTest(
  "the bar stands once, above the prompt, and a change of it costs no line (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    await bob.say("tea?");
    await terminal.until("bob: tea?");
    for (
      const [line, prompt] of [["/switch bob", "bob"], ["/switch", "#lobby"], ["/nope", "#lobby"]]
    ) {
      await terminal.type(line);
      await terminal.press("Enter");
      await terminal.until(new RegExp(`^${prompt}> *$`, "m"));
    }
    const screen = await terminal.until("There is no command /nope");
    const rows = screen.split("\n").map((row) => row.trimEnd()).filter((row) => row !== "");
    assertEquals(rows.slice(0, 3).map((row) => row.replace(/^\d\d:\d\d|\d+ s\.$/, "…")), [
      "-- Welcome, ada: 1 other is here. /help lists the commands.",
      "… bob: tea?",
      "-- bob is a guest, here by tcp for …",
    ]);
    assertEquals(rows.filter((row) => row.startsWith("[")), []);
    assertEquals(rows.at(-1), "#lobby>");
  },
);
