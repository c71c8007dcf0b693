import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import {
  addressed,
  field,
  heading,
  join,
  kept,
  messages,
  openPage,
  say,
  shown,
} from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const MESSAGES: readonly Scene[] = [
  { name: "a message is answered, and the answer leads back to it", play: reply },
  { name: "reactions are counted, and tell who gave them", play: react },
  { name: "the reader edits a message in place and deletes it, by keys alone", play: change },
  { name: "others' edits and deletions are shown, also after a reload", play: hear },
  { name: "the actions of a message at the edge are in sight", play: actAtEdge },
  { name: "a link to a message fetches what is around it", play: link },
];

/** The row with this text. */
function row(page: Page, text: string) {
  return page.locator("li.message", { hasText: text });
}

/** Presses a button of a message's bar. */
async function act(page: Page, text: string, button: string): Promise<void> {
  await row(page, text).hover();
  await page.getByRole("toolbar").getByRole("button", { name: button, exact: true }).click();
}

async function reply({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("tea or coffee?");
  await shown(page, "tea or coffee?");
  await act(page, "tea or coffee?", "Reply");
  await page.locator("#reply-bar").getByText("Reply to alan: tea or coffee?").waitFor();
  await page.keyboard.type("tea, please");
  await page.keyboard.press("Enter");
  const { re } = await alan.first(({ msg }) => msg === "tea, please");
  assertEquals(re, 1);
  await page.locator("#reply-bar").waitFor({ state: "hidden" });
  await kept(page, "tea, please");
  await row(page, "tea, please").getByRole("button", { name: "alan: tea or coffee?" }).click();
  await page.locator("li.message.jumped:focus", { hasText: "tea or coffee?" }).waitFor();
  assertEquals(problems, []);
  await alan.connection.close();
}

async function react({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("it works!");
  await shown(page, "it works!");
  await act(page, "it works!", "React");
  await page.getByRole("toolbar").getByRole("button", { name: "🎉" }).click();
  await page.getByRole("button", { name: "🎉 1: ada", pressed: true }).waitFor();
  await alan.send({ react: "🎉", of: 1 });
  const both = page.getByRole("button", { name: "🎉 2: ada, alan", pressed: true });
  assertEquals(await both.textContent(), "🎉 2");
  await both.click();
  await page.getByRole("button", { name: "🎉 1: alan", pressed: false }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "🎉 1: alan", pressed: false }).waitFor();
  await alan.connection.close();
}

async function change({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await say(page, "helo");
  await kept(page, "helo");
  await field(page).press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit the message" }).fill("hello");
  assertEquals(await page.getByRole("toolbar").count(), 0);
  await page.keyboard.press("Enter");
  const edit = await alan.first(({ event }) => event === "edit");
  assertEquals([edit.of, edit.msg], [1, "hello"]);
  await row(page, "hello").getByText("(edited)").waitFor();
  await page.locator("#message:focus").waitFor();
  await page.locator("#timeline").focus();
  await page.keyboard.press("ArrowUp");
  await page.locator("li.message:focus", { hasText: "hello" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await page.getByRole("button", { name: "Delete it" }).press("Enter");
  assertEquals((await alan.first(({ event }) => event === "delete")).of, 1);
  await page.getByText("This message was deleted.").waitFor();
  assertEquals(await messages(page), []);
  await alan.connection.close();
}

async function hear({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("first");
  await alan.publish("a secret");
  await shown(page, "a secret");
  await alan.send({ edit: 1, msg: "second" });
  await row(page, "second").getByText("(edited)").waitFor();
  await alan.send({ msg: "an answer", re: 2 });
  await page.getByRole("button", { name: "alan: a secret" }).waitFor();
  await alan.send({ delete: 2 });
  await page.locator("p.deleted").waitFor();
  await page.getByRole("button", { name: "alan: This message was deleted." }).waitFor();
  assertEquals(await messages(page), ["second", "an answer"]);
  assertEquals(await page.getByText("a secret").count(), 0);
  await page.reload();
  await row(page, "second").getByText("(edited)").waitFor();
  await page.locator("p.deleted").waitFor();
  assertEquals(await messages(page), ["second", "an answer"]);
  await alan.connection.close();
}

async function actAtEdge({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  for (let number = 1; number <= 50; number++) await alan.publish(`line ${number}.\n\n\nend`);
  await shown(page, "line 50.");
  const { y: edge } = (await page.locator("#timeline").boundingBox())!;
  // A row of which only the lower half is in sight.
  await page.evaluate(`{
    const box = document.getElementById("timeline");
    const row = document.querySelectorAll("li.message")[25];
    const { top, height } = row.getBoundingClientRect();
    box.scrollTop += top + height / 2 - box.getBoundingClientRect().top;
    row.classList.add("at-edge");
  }`);
  const { x, y, height } = (await page.locator(".at-edge").boundingBox())!;
  assert(y < edge && y + height > edge, `at ${y}, and the edge at ${edge}`);
  await page.mouse.move(x + 100, edge + 2);
  const bar = (await page.locator(".at-edge").getByRole("toolbar").boundingBox())!;
  assert(bar.y >= edge, `at ${bar.y}, and the edge at ${edge}`);
  await alan.connection.close();
}

async function link({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await alan.enter("#tea");
  for (let number = 1; number <= 200; number++) await alan.publish(`cup ${number}.`, "#tea");
  await shown(page, "cup 200.");
  await act(page, "cup 200.", "Copy the link");
  await page.locator("#announcer", { hasText: "copied" }).waitFor({ state: "attached" });
  assertStringIncludes(await page.evaluate("navigator.clipboard.readText()"), "/#tea/200");
  // The page starts with the newest 60, so the archive brings this one, and a hole is between.
  await page.goto("about:blank");
  await page.goto(`${url}#tea/20`);
  await page.locator("li.message.jumped", { hasText: "cup 20." }).waitFor();
  await addressed(page, "#tea/20");
  await page.locator(".remark.is-hole").getByRole("button", { name: "Load them" }).click();
  await shown(page, "cup 100.");
  await page.locator(".remark.is-hole").getByRole("button", { name: "Load them" }).click();
  await page.locator(".remark.is-hole").waitFor({ state: "detached" });
  const cups = (await messages(page)).filter((text) => text.startsWith("cup "));
  assertEquals(cups.slice(-180), Array.from({ length: 180 }, (_, at) => `cup ${at + 21}.`));
  await page.goto(`${url}#tea/5000`);
  await page.getByText("isn't in the server's log").waitFor();
  assertEquals(problems, []);
  await alan.connection.close();
}
