import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { connected, heading, join, kept, messages, openPage, say, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const USING: readonly Scene[] = [
  { name: "a reader can do everything with the keyboard alone", play: type },
  { name: "scrolling up shows older messages", play: scrollUp },
  { name: "the page explains that a name is taken, and accepts another", play: chooseAnother },
  { name: "the page speaks Chinese to a Chinese browser", play: speakChinese },
];

async function type({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const grace = await joinTcp(server, "grace hopper");
  const { keyboard } = page;
  await keyboard.type("ada");
  await keyboard.press("Enter");
  await page.locator("#members").getByText("grace hopper").waitFor();
  await keyboard.type("/jo");
  await page.getByRole("option", { name: "/join" }).waitFor();
  await keyboard.press("Tab");
  await keyboard.type("#tea");
  await keyboard.press("Enter");
  await heading(page, "#tea");
  await keyboard.press("Alt+ArrowUp");
  await heading(page, "#lobby");
  await keyboard.type("@gr");
  await keyboard.press("Enter");
  await keyboard.type("look");
  await keyboard.press("Shift+Enter");
  await keyboard.type("here");
  await keyboard.press("Enter");
  await grace.first(({ msg }) => msg === "@grace hopper look\nhere");
  await keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await keyboard.type("cellar");
  await keyboard.press("Enter");
  await heading(page, "#cellar");
  await keyboard.press("Control+k");
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  // From the field, Shift+Tab leads to every place, and Escape leads back.
  const names = new Set<string | null>();
  for (let i = 0; i < 20; i++) {
    await keyboard.press("Shift+Tab");
    names.add(await page.evaluate("document.activeElement.textContent.trim()") as string);
  }
  for (const name of ["#lobby", "#tea", "#cellar"]) assert(names.has(name), name);
  await keyboard.press("Escape");
  assertEquals(await page.evaluate("document.activeElement.id"), "message");
  await grace.connection.close();
}

async function scrollUp({ browser, server, url }: Stage): Promise<void> {
  const alan = await joinTcp(server, "alan");
  const texts = Array.from({ length: 200 }, (_, i) => `line ${i}`);
  for (const text of texts) await alan.send({ msg: text });
  await alan.publish("the last line");
  const { page, problems } = await openPage(browser, url);
  await join(page, "ada");
  await shown(page, "the last line");
  const [oldest] = await messages(page);
  assertNotEquals(oldest, "line 0");
  await loadBefore(page, oldest);
  // The row that was at the top stays in sight, though older rows have come above it.
  const place = await page.locator("#rows .text").getByText(oldest, { exact: true }).boundingBox();
  assert(place !== null && place.y > 0 && place.y < 400, `at ${place?.y}`);
  for (let [top] = await messages(page); top !== "line 0"; [top] = await messages(page)) {
    await loadBefore(page, top);
  }
  await page.evaluate("document.getElementById('timeline').scrollTop = 0");
  await page.getByText("This is the beginning of #lobby.").waitFor();
  assertEquals(await messages(page), [...texts, "the last line"]);
  await alan.publish("meanwhile");
  await page.getByRole("button", { name: "1 new" }).click();
  await shown(page, "meanwhile");
  assertEquals(problems, []);
  await alan.connection.close();
}

/** Scrolls to the top, and waits until the row before the topmost one is there. */
async function loadBefore(page: Page, top: string): Promise<void> {
  await page.evaluate("document.getElementById('timeline').scrollTop = 0");
  const older = `line ${Number(top.slice("line ".length)) - 1}`;
  await page.locator("#rows .text").getByText(older, { exact: true }).waitFor();
}

async function chooseAnother({ browser, server, url }: Stage): Promise<void> {
  const alan = await joinTcp(server, "alan");
  const { page } = await openPage(browser, url);
  await page.getByLabel("Your name").fill("Alan");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("somebody else").waitFor();
  await join(page, "ada");
  await say(page, "/nick ada lovelace");
  await page.locator("#self-name").getByText("ada lovelace").waitFor();
  await say(page, "/jion #tea");
  await page.locator(".remark.is-error").getByText("did you mean /join?").waitFor();
  await page.getByRole("button", { name: "Leave the hub" }).click();
  await page.getByText("See you!").waitFor();
  await join(page, "grace");
  await say(page, "here as somebody else");
  await kept(page, "here as somebody else");
  assertEquals(await page.locator(".remark").count(), 0);
  await alan.connection.close();
}

async function speakChinese({ browser, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url, { locale: "zh-CN" });
  await page.getByLabel("你的名字").fill("狗哥alex");
  await page.keyboard.press("Enter");
  await connected(page, "已连接");
  assertEquals(await page.locator("html").getAttribute("lang"), "zh-CN");
  await page.getByRole("textbox", { name: "发消息到 #lobby" }).fill("大家好");
  await page.keyboard.press("Enter");
  await page.getByText("今天").waitFor();
  assertEquals(problems, []);
}
