import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { connected, join, kept, openPage, reconnect, say, shown, told } from "../browser.ts";
import { TcpProxy } from "../../support/network/tcp_proxy.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const LOOKING: readonly Scene[] = [
  { name: "without a connection the page says of nobody that they are here", play: lookAround },
  {
    name: "the operator's console stands apart from the people, whose list agrees with their count",
    play: countPeople,
  },
  {
    name: "names of every script stand beside their avatars, and times on one line",
    play: measure,
  },
];

const WIDTHS = [320, 390, 768, 1280];

async function lookAround({ browser, server }: Stage): Promise<void> {
  await using proxy = new TcpProxy(server.webPort);
  const { page } = await openPage(browser, `http://127.0.0.1:${proxy.port}/`);
  await join(page, "ada");
  await page.getByText("Here now (1)").waitFor();
  proxy.cut();
  await told(page, "Connection lost.");
  await page.getByText("Here before the connection was lost", { exact: true }).waitFor();
  await page.locator("#members.unknown").waitFor();
  await page.locator("#subtitle").getByText("isn't known").waitFor();
  proxy.mend();
  await reconnect(page);
  await page.getByText("Here now (1)").waitFor();
  assertEquals(await page.locator("#members.unknown").count(), 0);
}

async function countPeople({ browser, server, url }: Stage): Promise<void> {
  server.operator();
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await page.getByText("Here now (1)").waitFor();
  await page.locator("#subtitle").getByText("1 person").waitFor();
  await page.getByRole("heading", { name: "The server's operator" }).waitFor();
  assertEquals(await page.locator("#operators .label").allTextContents(), ["server"]);
  const cutOffPx = `{
    const label = document.querySelector("#operators .label");
    label.scrollWidth - label.clientWidth;
  }`;
  assertEquals(await page.evaluate(cutOffPx), 0);
  assertEquals(await page.locator("#members li").count(), 1);
  const crowd = await Promise.all(
    Array.from({ length: 101 }, (_, i) => joinTcp(server, `peer ${i}`)),
  );
  await page.reload();
  await connected(page);
  await page.getByText("Here now (102)").waitFor();
  const listed = await page.locator("#members li").count();
  await page.getByText(`and ${102 - listed} more`).waitFor();
  for (const peer of crowd) await peer.connection.close();
}

async function measure({ browser, server, url }: Stage): Promise<void> {
  const long = "W".repeat(32);
  // Otherwise a drawer would be measured halfway through its slide.
  const { page } = await openPage(browser, url, { locale: "en-US", reducedMotion: "reduce" });
  await join(page, "ada");
  for (const name of ["عمر الخيام", "狗哥alex", long]) {
    const peer = await joinTcp(server, name);
    await peer.publish(`one from ${name}`);
    await peer.publish("@ada two");
    await peer.publish(`three from ${name}`);
    await peer.publish("psst", "ada");
    await page.locator("#talks").getByText(name).waitFor({ state: "attached" });
    await shown(page, `three from ${name}`);
    await peer.connection.close();
  }
  await say(page, "seen");
  await kept(page, "seen");
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    assertEquals(await misplaced(page), [], `at ${width} px`);
  }
}

/** Returns a line for each name that is far from its avatar, and for each time that wraps. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(`{
    const found = [];
    const textBox = (element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect();
    };
    for (const avatar of document.querySelectorAll(".message > .avatar, .place > .avatar")) {
      const name = avatar.parentElement.querySelector(".name, .label");
      const distance = textBox(name).left - avatar.getBoundingClientRect().right;
      if (distance < 0 || distance > 24) found.push(name.textContent + " is " + distance + " px away");
    }
    for (const time of document.querySelectorAll("time")) {
      // A reader's own time format may be this wide.
      time.textContent = "11:59 at night";
      if (textBox(time).height > 24) found.push(time.textContent + " wraps");
    }
    const excess = document.documentElement.scrollWidth - innerWidth;
    if (excess > 0) found.push(excess + " px beyond the window");
    found;
  }`);
}
