import { assertEquals } from "@std/assert";
import { connected, join, openPage, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const THREADS: readonly Scene[] = [
  { name: "a thread opens beside the room, grows, and is answered there", play: answer },
  { name: "a thread fetches the messages that aren't loaded", play: fetchThread },
  { name: "the messages of a thread have their actions, by pointer and by keys", play: act },
  { name: "a thread of a direct talk is fetched after a reload", play: fetchTalk },
];

async function answer({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("lunch?");
  await alan.publish("something else");
  await alan.send({ msg: "at noon", re: 1 });
  await page.getByRole("button", { name: "1 answer" }).click();
  const beside = page.getByRole("complementary", { name: "Thread" });
  await beside.getByText("at noon").waitFor();
  await alan.send({ msg: "or at one", re: 1 });
  await beside.getByText("or at one").waitFor();
  await beside.getByRole("textbox", { name: "Answer in the thread" }).fill("at one");
  await page.keyboard.press("Enter");
  const { re } = await alan.first(({ msg }) => msg === "at one");
  assertEquals(re, 1);
  const texts = () => beside.locator(".text").allTextContents();
  await beside.locator(".message.own.kept").waitFor();
  assertEquals(await texts(), ["lunch?", "at noon", "or at one", "at one"]);
  await alan.send({ delete: 3 });
  await beside.getByText("This message was deleted.").waitFor();
  assertEquals(await texts(), ["lunch?", "or at one", "at one"]);
  await page.keyboard.press("Escape");
  await beside.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "2 answers" }).waitFor();
  await shown(page, "something else");
  assertEquals(problems, []);
  await alan.connection.close();
}

async function fetchThread({ browser, server, url }: Stage): Promise<void> {
  const alan = await joinTcp(server, "alan");
  const texts = async () => await beside.locator(".text").allTextContents();
  await alan.publish("the question");
  for (let number = 2; number <= 131; number++) {
    await alan.send({ msg: `answer ${number}.`, re: 1 });
  }
  await alan.publish("the last answer is deleted");
  await alan.send({ delete: 131 });
  for (let number = 1; number <= 70; number++) await alan.publish(`other ${number}.`);
  await alan.send({ msg: "so late?", re: 1 });
  const { page, problems } = await openPage(browser, url);
  const beside = page.getByRole("complementary", { name: "Thread" });
  await join(page, "ada");
  await shown(page, "so late?");
  // The room begins with its newest 60, in which there is nothing else of the thread.
  await page.getByRole("button", { name: "1 answer" }).waitFor({ state: "detached" });
  await page.locator("li.message", { hasText: "so late?" }).hover();
  await page.getByRole("toolbar").getByRole("button", { name: "Open the thread" }).click();
  await beside.getByText("answer 130.").waitFor();
  const newest = Array.from({ length: 99 }, (_, at) => `answer ${at + 32}.`);
  assertEquals(await texts(), ["the question", ...newest, "so late?"]);
  await beside.getByRole("button", { name: "Load earlier answers" }).click();
  await beside.getByText("answer 2.", { exact: true }).waitFor();
  assertEquals((await texts()).length, 131);
  await beside.getByRole("button", { name: "Load earlier answers" }).waitFor({ state: "detached" });
  // A message that only the thread shows changes, too.
  await alan.send({ edit: 2, msg: "the first answer" });
  await beside.getByText("the first answer").waitFor();
  await page.keyboard.press("Escape");
  await beside.waitFor({ state: "hidden" });
  assertEquals(await page.locator("#rows").getByText("the first answer").count(), 0);
  await alan.send({ delete: 1 });
  await page.locator("li.message", { hasText: "so late?" }).hover();
  await page.getByRole("toolbar").getByRole("button", { name: "Open the thread" }).click();
  await beside.getByText("isn't in the server's log any more").waitFor();
  assertEquals(problems, []);
  await alan.connection.close();
}

async function act({ browser, server, url }: Stage): Promise<void> {
  const alan = await joinTcp(server, "alan");
  await alan.publish("lunch?");
  for (let number = 1; number <= 70; number++) await alan.publish(`other ${number}.`);
  await alan.send({ msg: "at noon", re: 1 });
  const { page, problems } = await openPage(browser, url);
  await join(page, "ada");
  await shown(page, "at noon");
  await page.locator("#rows li.message", { hasText: "at noon" }).hover();
  await page.getByRole("toolbar").getByRole("button", { name: "Open the thread" }).click();
  const beside = page.getByRole("complementary", { name: "Thread" });
  const bar = beside.getByRole("toolbar");
  await beside.getByText("lunch?").hover();
  await bar.getByRole("button", { name: "React" }).click();
  await bar.getByRole("button", { name: "🎉" }).click();
  await beside.getByRole("button", { name: "🎉 1: ada", pressed: true }).click();
  await beside.getByRole("button", { name: "🎉 1: ada" }).waitFor({ state: "detached" });
  assertEquals(await bar.getByRole("button", { name: "Open the thread" }).count(), 0);
  await beside.getByRole("textbox", { name: "Answer in the thread" }).fill("at won");
  const { keyboard } = page;
  await page.mouse.move(1, 1);
  await bar.waitFor({ state: "detached" });
  await keyboard.press("Enter");
  await beside.locator(".message.own.kept").waitFor();
  await keyboard.press("Shift+Tab");
  await beside.locator(".thread:focus").waitFor();
  await keyboard.press("ArrowUp");
  await beside.locator("li.message:focus", { hasText: "at won" }).waitFor();
  await keyboard.press("Tab");
  await bar.getByRole("button", { name: "Edit" }).press("Enter");
  await beside.getByRole("textbox", { name: "Edit the message" }).fill("at one");
  await keyboard.press("Enter");
  assertEquals((await alan.first(({ event }) => event === "edit")).msg, "at one");
  await beside.getByText("(edited)").waitFor();
  await keyboard.press("Shift+Tab");
  await keyboard.press("ArrowUp");
  await keyboard.press("Tab");
  await bar.getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await bar.getByRole("button", { name: "Delete it" }).press("Enter");
  await beside.getByText("This message was deleted.").waitFor();
  assertEquals(await beside.locator(".text").allTextContents(), ["lunch?", "at noon"]);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function fetchTalk({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("are you there?", "ada");
  await alan.send({ msg: "hello?", to: "ada", re: 1 });
  // The browser keeps the newest 200 messages of a talk.
  for (let number = 1; number <= 200; number++) await alan.publish(`other ${number}.`, "ada");
  await page.locator("#talks").getByRole("button", { name: "alan" }).click();
  await shown(page, "other 200.");
  await page.reload();
  await shown(page, "other 200.");
  await connected(page);
  await alan.send({ msg: "still not?", to: "ada", re: 1 });
  await page.locator("#rows li.message", { hasText: "still not?" }).hover();
  await page.getByRole("toolbar").getByRole("button", { name: "Open the thread" }).click();
  const beside = page.getByRole("complementary", { name: "Thread" });
  await beside.getByText("hello?").waitFor();
  const texts = await beside.locator(".text").allTextContents();
  assertEquals(texts, ["are you there?", "hello?", "still not?"]);
  assertEquals(problems, []);
  await alan.connection.close();
}
