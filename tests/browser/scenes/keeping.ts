import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { connected, field, heading, join, kept, messages, openPage, say } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import { openUnplugged, reloadPlugged, reloadUnplugged } from "../unplugged.ts";
import type { Scene, Stage } from "./scene.ts";

export const KEEPING: readonly Scene[] = [
  { name: "text too large for one message stays in the field", play: writeTooMuch },
  { name: "unsent messages and a begun text survive a reload", play: reloadWithUnsent },
  { name: "edits, deletions and reactions that wait survive a reload", play: reloadWithChanges },
  { name: "a reload shows the room that was picked right before it", play: reloadAtOnce },
  { name: "a text begun right before a kick is kept", play: keepAtKick },
  { name: "two tabs send an unsent message once", play: sendFromTwoTabs },
  { name: "a refused message survives a reload, and can be edited", play: editRefused },
  {
    name: "the page reports a message that is refused while the reader is elsewhere",
    play: tellOfRefusal,
  },
  { name: "a refused command comes back, unless it holds a secret", play: mendCommand },
  { name: "the page works in a browser that stores nothing", play: keepNothing },
];

async function writeTooMuch({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await field(page).fill("x".repeat(70_000));
  await field(page).press("Enter");
  const why = page.getByRole("alert").filter({ hasText: "bytes" });
  assertMatch(await why.textContent() ?? "", /70,002 bytes.*at most 64,500.*by 5,502/);
  assertEquals((await field(page).inputValue()).length, 70_000);
  await field(page).press("End");
  await field(page).fill("y".repeat(64_498));
  await why.waitFor({ state: "hidden" });
  await field(page).press("Enter");
  assertEquals((await alan.first(({ event }) => event === undefined)).msg.length, 64_498);
  assertEquals(await field(page).inputValue(), "");
  await field(page).fill(`/nick ${"z".repeat(70_000)}`);
  await field(page).press("Enter");
  await why.waitFor();
  assertEquals((await field(page).inputValue()).length, 70_006);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function reloadWithUnsent({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await alan.enter("#tea");
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await reloadUnplugged(page);
  for (const text of ["first", "/second", "third"]) await say(page, text.replace("/", "//"));
  await field(page).fill("half a sen");
  await page.getByRole("button", { name: "lobby" }).click();
  await heading(page, "#lobby");
  await say(page, "to the lobby");
  await page.getByRole("button", { name: "tea" }).click();
  await reloadUnplugged(page);
  await page.locator(".message.own.sending", { hasText: "third" }).waitFor();
  assertEquals(await messages(page), ["first", "/second", "third"]);
  assertEquals(await field(page).inputValue(), "half a sen");
  await reloadPlugged(page);
  for (const text of ["first", "/second", "third"]) await kept(page, text);
  for (const text of ["first", "/second", "third"]) {
    assertEquals((await alan.first(({ event }) => event === undefined)).msg, text);
  }
  assertEquals((await alan.first(({ event }) => event === undefined)).msg, "to the lobby");
  await reloadPlugged(page);
  await kept(page, "third");
  assertEquals(await messages(page), ["first", "/second", "third"]);
  assertEquals(await field(page).inputValue(), "half a sen");
  assertEquals(server.server.hub.history.lastSeq, 4);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function reloadWithChanges({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("tea?", "ada");
  await page.locator("#talks").getByRole("button", { name: "alan" }).click();
  await heading(page, "alan");
  for (const text of ["helo", "wrong"]) {
    await say(page, text);
    await kept(page, text);
  }
  // The page shows a direct talk without a connection, too.
  await reloadUnplugged(page);
  const bar = page.getByRole("toolbar");
  await page.locator("li.message", { hasText: "tea?" }).hover();
  await bar.getByRole("button", { name: "React" }).click();
  await bar.getByRole("button", { name: "🎉" }).click();
  await page.locator("li.message", { hasText: "wrong" }).hover();
  await bar.getByRole("button", { name: "Delete", exact: true }).click();
  await bar.getByRole("button", { name: "Delete it" }).click();
  await page.locator("li.message", { hasText: "helo" }).hover();
  await bar.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Edit the message" }).fill("hello");
  await page.keyboard.press("Enter");
  const waiting = page.locator(".message", { hasText: "(waiting for the server…)" });
  await waiting.nth(2).waitFor();
  await reloadUnplugged(page);
  await waiting.nth(2).waitFor();
  assertEquals(await messages(page), ["tea?", "helo", "wrong"]);
  await reloadPlugged(page);
  assertEquals((await alan.first(({ event }) => event === "delete")).of, 3);
  const { of, msg } = await alan.first(({ event }) => event === "edit");
  assertEquals([of, msg], [2, "hello"]);
  await page.getByRole("button", { name: "🎉 1: ada", pressed: true }).waitFor();
  await page.getByText("(edited)").waitFor();
  await waiting.first().waitFor({ state: "detached" });
  assertEquals(await messages(page), ["tea?", "hello"]);
  assertEquals(server.server.hub.history.lastSeq, 6);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function reloadAtOnce({ browser, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  // A busy browser draws late: the reload comes before the next frame.
  await page.evaluate("requestAnimationFrame = () => 0");
  await page.locator("#rooms").getByRole("button", { name: "lobby" }).click();
  await page.reload();
  await connected(page);
  await heading(page, "#lobby");
  assertEquals(problems, []);
}

async function keepAtKick({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await field(page).fill("half a sen");
  const { peer } = server.server.hub.directory.get("ada")!;
  peer.close({ code: "kicked", sentence: "Kicked by the operator." });
  await page.locator("#join-error").waitFor();
  await page.reload();
  await connected(page);
  assertEquals(await field(page).inputValue(), "half a sen");
}

async function sendFromTwoTabs({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await reloadUnplugged(page);
  await say(page, "said once");
  const other = await openUnplugged(page, url);
  await other.locator(".message.own.sending").waitFor();
  await reloadPlugged(other);
  await kept(other, "said once");
  await reloadPlugged(page);
  await kept(page, "said once");
  await say(page, "and this");
  await kept(page, "and this");
  assertEquals(await messages(page), ["said once", "and this"]);
  assertEquals(server.server.hub.history.lastSeq, 2);
}

async function editRefused({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  for (const text of ["/one", "two"]) await say(page, `/msg nobody ${text}`);
  const failed = page.locator(".message.own.failed");
  const [one, two] = ["/one", "two"].map((text) => failed.filter({ hasText: text }));
  await two.waitFor();
  await page.reload();
  await connected(page);
  await two.waitFor();
  await one.getByRole("button", { name: "Edit" }).click();
  await one.waitFor({ state: "detached" });
  assertEquals(await field(page).inputValue(), "//one");
  await two.getByRole("button", { name: "Discard" }).click();
  await two.waitFor({ state: "detached" });
  await page.reload();
  await connected(page);
  assertEquals(await messages(page), []);
  assertEquals(await field(page).inputValue(), "//one");
}

async function tellOfRefusal({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await reloadUnplugged(page);
  await say(page, "/msg nobody hello");
  await heading(page, "nobody");
  await page.locator("#rooms").getByRole("button", { name: "lobby" }).click();
  await heading(page, "#lobby");
  await reloadPlugged(page);
  await page.locator(".remark.is-error").getByText("A message to nobody wasn't sent").waitFor();
  await page.locator("#talks").getByRole("button", { name: "nobody" }).click();
  await page.locator(".message.own.failed", { hasText: "hello" }).waitFor();
}

async function mendCommand({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await say(page, "/identify nobody secret");
  await page.locator(".remark.is-error").waitFor();
  assertEquals(await field(page).inputValue(), "");
  await say(page, "/jion #tea");
  await page.locator(".remark.is-error").getByText("did you mean /join?").waitFor();
  await page.locator("#message:not(:placeholder-shown)").waitFor();
  assertEquals(await field(page).inputValue(), "/jion #tea");
}

async function keepNothing({ browser, url }: Stage): Promise<void> {
  const forbidden = "get() { throw new DOMException('forbidden', 'SecurityError'); }";
  const full = "value: Object.assign(Object.create(null), { length: 0, getItem: () => null," +
    " setItem() { throw new DOMException('full', 'QuotaExceededError'); }, removeItem() {} })";
  for (const [text, storage] of [["hello", forbidden], ["hello again", full]]) {
    const { page, problems } = await openPage(browser, "about:blank");
    await page.addInitScript(`Object.defineProperty(window, "localStorage", { ${storage} })`);
    await page.goto(`${url}#tea`);
    await join(page, "ada");
    await heading(page, "#tea");
    await say(page, text);
    // Each round's text is its own: the room's history shows the round before, as kept.
    await kept(page, text);
    // Once the reader has left, the server no longer finds the history that the page asks for.
    await page.getByText("This is the beginning of #tea.").waitFor();
    assertEquals(await asksBeforeClosing(page), false);
    await page.evaluate("send = WebSocket.prototype.send; WebSocket.prototype.send = () => {}");
    await say(page, "into the void");
    await page.locator(".message.own.sending").waitFor();
    assertEquals(await asksBeforeClosing(page), true);
    await page.evaluate("WebSocket.prototype.send = send");
    await say(page, "/quit");
    await page.getByText("See you!").waitFor();
    assertEquals(problems, []);
  }
}

function asksBeforeClosing(page: Page): Promise<boolean> {
  return page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))");
}
