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
  "the prompt counts what is unread elsewhere, and what was shown is marked as read (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    const enter = async (line: string) => {
      await terminal.type(line);
      await terminal.press("Enter");
    };
    await bob.say("psst", { to: "ada" });
    await terminal.until("[bob 1 @1] #lobby>");
    await enter("/switch bob");
    await terminal.until(/^bob>/m);
    await enter("/switch #lobby");
    await terminal.until(ONLINE);
    await bob.say("again", { to: "ada" });
    await terminal.until("[bob 1 @1] #lobby>");
    await enter("/unread");
    await terminal.until("Unread: bob 1 (1 for you).");
  },
);

gatedTest("PageUp shows older messages (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal, bob } = chat;
  const seq = await bob.say("green tea");
  await terminal.until("bob: green tea");
  await terminal.press("PPage");
  await terminal.until(`[${seq}] green tea`);
});

gatedTest("Ctrl-R searches for the words of the line (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal, bob } = chat;
  const seq = await bob.say("green tea");
  await terminal.until("bob: green tea");
  await terminal.type("tea");
  await terminal.press("C-r");
  await terminal.until("#lobby> /search tea");
  await terminal.press("Enter");
  await terminal.until(`[${seq}] green tea`);
});
