import { assertEquals } from "@std/assert";
import { gatedTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { Chat, ONLINE } from "./chat.ts";

const cannotRun = notInstalled("tmux");

gatedTest("messages are answered, changed and found in chat (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal, bob } = chat;
  const enter = async (line: string) => {
    await terminal.type(line);
    await terminal.press("Enter");
  };
  const seq = await bob.say("green tee");
  await terminal.until("bob: green tee");
  await bob.edit(seq, "green tea");
  await terminal.until(`bob: green tea (edited message ${seq})`);
  await enter("/re yes, please");
  await terminal.until('ada: (to bob: "green tea") yes, please');
  await enter("/react 👍");
  await terminal.until('-- You: 👍 to bob: "green tea"');
  await enter("/edit no, thanks");
  await terminal.until("no, thanks");
  await enter("/search tea");
  await terminal.until(`[${seq}] green tea (edited)  👍`);
  await enter("/delete");
  await terminal.until(/Message \d+ is deleted/);
  await bob.delete(seq);
  await terminal.until(`bob took back message ${seq}`);
  const heard: [string, string | undefined][] = [];
  for await (const { msg, change } of bob.messages()) {
    heard.push([msg.replace(/\d+/, "N"), change?.kind]);
    if (change?.kind === "delete") break;
  }
  assertEquals(heard, [
    // A message that is read late has the state of now.
    ["(deleted)", undefined],
    ["no, thanks", "edit"],
    ["(took back message N)", "delete"],
  ]);
});

gatedTest(
  "an ignored peer isn't shown, and Alt-Enter breaks a line (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    await terminal.type("/ignore bob");
    await terminal.press("Enter");
    await terminal.until("You don't see what bob says");
    await bob.say("boo");
    await terminal.type("/unignore bob");
    await terminal.press("Enter");
    await terminal.until("You see again what bob says");
    await terminal.type("/clear");
    await terminal.press("Enter");
    await terminal.until((screen) => !screen.includes("You see again"));
    await bob.say("now");
    const screen = await terminal.until("bob: now");
    assertEquals([screen.includes("boo"), screen.includes("You see again")], [false, false]);
    await terminal.type("one");
    await terminal.press("M-Enter");
    await terminal.type("two");
    await terminal.until("#lobby> one↵two");
    assertEquals(await chat.said(), ["one\ntwo"]);
  },
);

gatedTest(
  "a bar counts what is unread elsewhere, and what was shown is marked as read (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    const enter = async (line: string) => {
      await terminal.type(line);
      await terminal.press("Enter");
    };
    await bob.say("psst", { to: "ada" });
    await terminal.until("[bob 1 @1]\n#lobby>");
    await enter("/switch bob");
    await terminal.until(/^bob>/m);
    await enter("/switch #lobby");
    await terminal.until(ONLINE);
    await bob.say("again", { to: "ada" });
    await terminal.until("[bob 1 @1]\n#lobby>");
    await enter("/unread");
    await terminal.until("Unread: bob 1 (1 for you).");
  },
);

gatedTest("PageUp and PageDown walk through a room or a talk (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal, bob } = chat;
  const seq = await bob.say("green tea");
  await terminal.until("bob: green tea");
  await terminal.press("PPage");
  await terminal.until(`[${seq}] green tea`);
  await terminal.press("NPage");
  await terminal.until("There is nothing newer to show in #lobby.");
  for (let text = 1; text <= 25; text++) await bob.say(`psst ${text}`, { to: "ada" });
  await terminal.until("-> you: psst 25");
  for (const key of ["/switch bob", "Enter"]) await terminal.press(key);
  await terminal.until(/^bob>/m);
  for (const key of ["/clear", "Enter"]) await terminal.press(key);
  await terminal.until((screen) => !screen.includes("psst 25"));
  await terminal.press("PPage");
  const newest = await terminal.until(/\] psst 25$/m);
  assertEquals([newest.includes("] psst 6\n"), newest.includes("] psst 5\n")], [true, false]);
  await terminal.press("PPage");
  await terminal.until("] psst 1\n");
  await terminal.press("PPage");
  await terminal.until("There is nothing older to show in bob.");
  await terminal.press("NPage");
  await terminal.until("Newer messages of bob; PageDown goes on:");
});

gatedTest(
  "Ctrl-R finds while one types, steps through, and goes there (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    const first = await bob.say("green tea");
    await bob.say("black tea", { to: "ada" });
    await terminal.until("bob -> you: black tea");
    await terminal.type("half a line");
    await terminal.until("#lobby> half a line");
    await terminal.press("C-r");
    await terminal.until("[nothing found]\nsearch: half a line");
    await terminal.press("C-u");
    await terminal.type("tea");
    await terminal.until(/^\[1\/2\] .* bob ada: black tea\nsearch: tea$/m);
    await terminal.press("C-r");
    await terminal.until(/^\[2\/2\] .* bob #lobby: green tea\nsearch: tea$/m);
    await terminal.press("Down");
    await terminal.until(/^\[1\/2\] .* black tea\nsearch: tea$/m);
    await terminal.press("Escape");
    await terminal.until("[bob 1 @1]\n#lobby> half a line");
    await terminal.press("C-c", "C-r");
    await terminal.type("black tea");
    await terminal.until(/^\[1\/1\] .* black tea\nsearch: black tea$/m);
    await terminal.press("Enter");
    await terminal.until(/^bob>$/m);
    await terminal.until("] black tea");
    await terminal.press("C-r");
    await terminal.type("green");
    await terminal.until(/green tea\nsearch: green$/m);
    await terminal.press("Enter");
    await terminal.until(ONLINE);
    await terminal.until(`[${first}] green tea`);
  },
);

gatedTest(
  "the up key changes the text that was just said, and then brings back lines (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    await terminal.type("green tee");
    await terminal.press("Enter");
    for await (const { msg } of bob.messages()) if (msg === "green tee") break;
    await terminal.until("ada: green tee");
    // The ack has come when the hub answers a later command.
    for (const key of ["/time", "Enter"]) await terminal.press(key);
    await terminal.until(/^-- \d{4}-\d\d-\d\d \d\d:\d\d/m);
    await terminal.press("Up");
    await terminal.until("#lobby> /time");
    await terminal.press("C-c");
    await terminal.type("black tee");
    await terminal.press("Enter");
    for await (const { msg } of bob.messages()) if (msg === "black tee") break;
    // The ack of ada's text comes before a later message.
    await bob.say("tea?");
    await terminal.until("bob: tea?");
    await terminal.press("Up");
    await terminal.until(/^#lobby> \/edit \d+ black tee$/m);
    await terminal.press("Up");
    await terminal.until(/^#lobby> black tee$/m);
    await terminal.press("Down", "Up");
    await terminal.until(/^#lobby> \/edit \d+ black tee$/m);
    await terminal.press("BSpace");
    await terminal.type("a");
    await terminal.press("Enter");
    await terminal.until(/^-- Message \d+ is changed: black tea$/m);
    for await (const { msg, change } of bob.messages()) {
      assertEquals([msg, change?.kind], ["black tea", "edit"]);
      break;
    }
  },
);
