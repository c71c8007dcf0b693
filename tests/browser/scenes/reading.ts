import { assertEquals } from "@std/assert";
import { connected, field, heading, join, openPage, say, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import { ROWS_MAX } from "../../../web/timeline/row_window.js";
import type { Scene, Stage } from "./scene.ts";

export const READING: readonly Scene[] = [
  {
    name: "the page tells the hub what was read, and the hub what is unread elsewhere",
    play: mark,
  },
  { name: "a button leads to the first unread message, however long ago it was", play: catchUp },
  { name: "each sees who is writing", play: type },
  { name: "of many messages only those near the reader are in the document", play: window },
];

async function mark({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await alan.send({ wants: ["reads"] });
  await join(page, "ada");
  await alan.publish("one");
  await shown(page, "one");
  const read = await alan.first(({ event, peer }) => event === "read" && peer === "ada");
  assertEquals([read.to, read.read], ["#lobby", 1]);
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await alan.publish("two");
  await alan.publish("three, @ada");
  const lobby = page.locator("#rooms").getByRole("button", { name: "lobby" });
  await lobby.getByText("2 unread").waitFor({ state: "attached" });
  await lobby.getByText("1 for you").waitFor({ state: "attached" });
  await page.reload();
  await connected(page);
  await lobby.getByText("2 unread").waitFor({ state: "attached" });
  assertEquals(await page.title(), "(@1 · 2) #tea · hubbub");
  await lobby.click();
  await shown(page, "three, @ada");
  assertEquals(await page.locator("li.new + li").locator(".text").textContent(), "two");
  const again = await alan.first(({ event, read }) => event === "read" && read === 3);
  assertEquals(again.to, "#lobby");
  await alan.connection.close();
}

async function catchUp({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await alan.publish("seen");
  for (let number = 1; number <= 150; number++) await alan.publish(`line ${number}.`);
  const lobby = page.locator("#rooms").getByRole("button", { name: "lobby" });
  await lobby.getByText("151 unread").waitFor({ state: "attached" });
  await page.reload();
  await connected(page);
  await lobby.click();
  await shown(page, "line 150.");
  await page.getByRole("button", { name: "To the first unread message" }).click();
  await page.locator("li.message.jumped", { hasText: "seen" }).waitFor();
  await page.getByRole("button", { name: "To the first unread message" }).waitFor({
    state: "hidden",
  });
  assertEquals(problems, []);
  await alan.connection.close();
}

async function type({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await alan.send({ wants: ["typing"] });
  await join(page, "ada");
  await field(page).fill("one moment");
  const typing = await alan.first(({ event }) => event === "typing");
  assertEquals([typing.peer, typing.to], ["ada", "#lobby"]);
  await alan.send({ typing: true });
  await page.getByText("alan is writing…").waitFor();
  await alan.publish("done");
  await shown(page, "done");
  assertEquals(await page.locator("#typing").textContent(), "");
  await alan.connection.close();
}

async function window({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("the first");
  for (let number = 1; number <= 998; number++) await alan.say(`line ${number}.`);
  await alan.send({ msg: "the last", re: 1 });
  await shown(page, "the last");
  assertEquals(await page.locator("#rows > li").count(), ROWS_MAX);
  assertEquals(await page.locator("#rows .text", { hasText: "line 10." }).count(), 0);
  await page.getByRole("button", { name: "alan: the first" }).click();
  await page.locator("li.message.jumped", { hasText: "the first" }).waitFor();
  assertEquals(await page.locator("#rows > li").count(), ROWS_MAX);
  await alan.publish("news");
  await page.getByRole("button", { name: "1 new" }).click();
  await shown(page, "news");
  const last = await page.locator("#rows .text").last().textContent();
  assertEquals([last, await page.locator("#rows > li").count()], ["news", ROWS_MAX]);
  assertEquals(problems, []);
  await alan.connection.close();
}
