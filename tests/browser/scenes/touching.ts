import { assertEquals } from "@std/assert";
import type { CDPSession, Locator, Page } from "playwright-core";
import { join, kept, openPage, say, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

/** A phone that is held upright. */
export const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
} as const;

export const TOUCHING: readonly Scene[] = [
  { name: "a finger that rests on a message opens its actions", play: press },
  { name: "a finger opens a thread, and the actions of its messages", play: pressInThread },
  { name: "a finger that taps or scrolls opens no actions", play: tap },
];

async function press({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url, PHONE);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("tea or coffee?");
  await say(page, "good morning");
  await kept(page, "good morning");
  const finger = await fingerOf(page);
  const bar = page.getByRole("toolbar");
  await finger.rest(row(page, "tea or coffee?"), bar);
  assertEquals(await bar.getByRole("button", { name: "Edit" }).count(), 0);
  await bar.getByRole("button", { name: "React" }).tap();
  await bar.getByRole("button", { name: "🎉" }).tap();
  await page.getByRole("button", { name: "🎉 1: ada", pressed: true }).waitFor();
  await bar.getByRole("button", { name: "Reply" }).tap();
  await page.locator("#reply-bar").getByText("Reply to alan").waitFor();
  await finger.rest(row(page, "good morning"), row(page, "good morning").getByRole("toolbar"));
  await bar.getByRole("button", { name: "Delete", exact: true }).tap();
  await bar.getByRole("button", { name: "Delete it" }).tap();
  assertEquals((await alan.first(({ event }) => event === "delete")).of, 2);
  await page.getByText("This message was deleted.").waitFor();
  assertEquals(problems, []);
  await alan.connection.close();
}

async function pressInThread({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url, PHONE);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("tea or coffee?");
  await alan.send({ msg: "or cocoa?", re: 1 });
  await page.getByRole("button", { name: "1 answer" }).tap();
  const thread = page.getByRole("complementary", { name: "Thread" });
  const bar = thread.getByRole("toolbar");
  const finger = await fingerOf(page);
  await finger.rest(thread.locator("li.message", { hasText: "or cocoa?" }), bar);
  await bar.getByRole("button", { name: "React" }).tap();
  await bar.getByRole("button", { name: "🎉" }).tap();
  await thread.getByRole("button", { name: "🎉 1: ada", pressed: true }).tap();
  await thread.getByRole("button", { name: "🎉 1: ada" }).waitFor({ state: "detached" });
  await thread.getByRole("textbox", { name: "Answer in the thread" }).tap();
  await bar.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Close" }).tap();
  await thread.waitFor({ state: "hidden" });
  assertEquals(problems, []);
  await alan.connection.close();
}

async function tap({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url, PHONE);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  for (const text of ["one", "two", "three"]) await alan.publish(text);
  await shown(page, "three");
  // Keeps the text of each message in which the bar was, if only for a moment.
  await page.evaluate(`{
    opened = [];
    new MutationObserver((all) => {
      for (const { target, addedNodes } of all) {
        const isBar = [...addedNodes].some((node) => node.className === "actions");
        if (isBar) opened.push(target.querySelector(".text").textContent);
      }
    }).observe(document.getElementById("rows"), { childList: true, subtree: true });
  }`);
  const finger = await fingerOf(page);
  await row(page, "one").tap();
  await finger.drag(row(page, "two"), 40);
  // The bar of the third message comes later than one of the others would.
  await finger.rest(row(page, "three"), page.getByRole("toolbar"));
  assertEquals(await page.evaluate("opened"), ["three"]);
  await row(page, "one").tap();
  await page.getByRole("toolbar").waitFor({ state: "detached" });
  await alan.connection.close();
}

/** The row with this text. */
function row(page: Page, text: string): Locator {
  return page.locator("li.message", { hasText: text });
}

/** A finger that may rest, which a tap can't. */
class Finger {
  readonly #session: CDPSession;

  constructor(session: CDPSession) {
    this.#session = session;
  }

  /** Rests on an element until another one appears. */
  async rest(target: Locator, awaited: Locator): Promise<void> {
    await this.#touch("touchStart", [await middleOf(target)]);
    await awaited.waitFor();
    await this.#touch("touchEnd", []);
  }

  /** Moves up from an element. */
  async drag(target: Locator, distancePx: number): Promise<void> {
    const { x, y } = await middleOf(target);
    await this.#touch("touchStart", [{ x, y }]);
    await this.#touch("touchMove", [{ x, y: y - distancePx }]);
    await this.#touch("touchEnd", []);
  }

  #touch(type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number }[]) {
    return this.#session.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
}

async function fingerOf(page: Page): Promise<Finger> {
  return new Finger(await page.context().newCDPSession(page));
}

async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error("The element has no place on the page.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
