import { assertEquals } from "@std/assert";
import { field, heading, join, messages, openPage, say, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const SEARCHING: readonly Scene[] = [
  { name: "a search marks the words, and each result leads to its message", play: search },
  { name: "a result that is changed or deleted meanwhile shows that", play: searchChanged },
  { name: "a search in a direct talk leads there; a refused one says why", play: searchTalk },
];

async function search({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("Green Tea from a small garden");
  for (let number = 1; number <= 120; number++) await alan.publish(`leaf ${number}.`);
  await shown(page, "leaf 120.");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await page.keyboard.press("Control+Shift+F");
  await page.getByRole("searchbox", { name: "Words to search for" }).fill("tea green");
  await page.keyboard.press("Enter");
  const beside = page.getByRole("complementary", { name: "Search" });
  await beside.getByText("1 message was found.").waitFor();
  assertEquals(await beside.locator("mark").allTextContents(), ["Green", "Tea"]);
  await beside.locator("button.result").click();
  await heading(page, "#lobby");
  await page.locator("li.message.jumped", { hasText: "small garden" }).waitFor();
  await say(page, "/search leaf from:alan");
  await beside.getByText("30 messages were found.").waitFor();
  await beside.getByRole("button", { name: "Search older messages" }).click();
  await beside.getByText("60 messages were found.").waitFor();
  await page.keyboard.press("Escape");
  await beside.waitFor({ state: "hidden" });
  assertEquals(problems, []);
  await alan.connection.close();
}

async function searchChanged({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("the tea is secret");
  await alan.publish("the tea is hot");
  for (let number = 1; number <= 120; number++) await alan.publish(`leaf ${number}.`);
  await shown(page, "leaf 120.");
  await page.reload();
  await shown(page, "leaf 120.");
  await say(page, "/search tea");
  const beside = page.getByRole("complementary", { name: "Search" });
  await beside.getByText("2 messages were found.").waitFor();
  await alan.send({ edit: 2, msg: "the tea is cold" });
  await beside.locator("button.result", { hasText: "the tea is cold" }).waitFor();
  await alan.send({ delete: 1 });
  const gone = beside.locator("button.result", { hasText: "This message was deleted." });
  await gone.waitFor();
  assertEquals(await page.getByText("secret").count(), 0);
  assertEquals(await beside.locator("mark").allTextContents(), ["tea"]);
  await gone.click();
  await page.locator("#rows li.message.jumped p.deleted").waitFor();
  assertEquals(problems, []);
  await alan.connection.close();
}

async function searchTalk({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("the cellar key", "ada");
  await page.locator("#talks").getByRole("button", { name: "alan" }).waitFor();
  await say(page, "/search cellar");
  const beside = page.getByRole("complementary", { name: "Search" });
  await beside.locator("button.result").click();
  await heading(page, "alan");
  await page.locator("li.message.jumped", { hasText: "the cellar key" }).waitFor();
  assertEquals(await messages(page), ["the cellar key"]);
  await field(page).fill("/search before:never tea");
  await page.keyboard.press("Enter");
  await beside.getByRole("status").getByText("before").waitFor();
  await alan.connection.close();
}
