import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import {
  addressed,
  connected,
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
import { reloadPlugged, reloadUnplugged } from "../unplugged.ts";
import type { Scene, Stage } from "./scene.ts";

export const LEAVING: readonly Scene[] = [
  { name: "a left room accepts no text, and its draft waits for the return", play: leave },
  {
    name: "the page offers Undo for a while, and for as long as its button has the focus",
    play: wait,
  },
  { name: "the page asks before the reader leaves the lobby, and undoes it", play: leaveLobby },
  { name: "a closed talk comes back with its messages", play: closeTalk },
  { name: "the address names the room, back and forward too", play: navigate },
  {
    name: "an address that comes late leaves the reader in the room picked meanwhile",
    play: goMeanwhile,
  },
  {
    name: "an address opens a talk with a peer who is here, is away, or was talked with",
    play: goToTalk,
  },
  { name: "an address that can't be followed is explained", play: goAstray },
];

/** Opens the room's menu and takes its last item, with the keyboard alone. */
async function leaveByMenu(page: Page): Promise<void> {
  await page.locator("#room-menu-button").focus();
  await page.keyboard.press("ArrowUp");
  await page.locator("#leave-room:focus").waitFor();
  await page.keyboard.press("Enter");
}

async function leave({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  // Once the reader has left, the server no longer finds the history that the page asks for.
  await page.getByText("This is the beginning of #tea.").waitFor();
  await field(page).fill("meant for the ");
  await page.locator("#room-menu-button").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Join another room" }).and(page.locator(":focus"))
    .waitFor();
  await page.keyboard.press("ArrowDown");
  await page.locator("#leave-room:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#room-menu-button:focus").waitFor();
  assertEquals(await page.getByRole("menu").isVisible(), false);
  await leaveByMenu(page);
  await page.getByText("You left #tea.").waitFor();
  await page.locator("#undo-bar:focus").waitFor();
  // A reader who goes on typing says nothing to anybody, and presses no button.
  await page.keyboard.type("tea room only");
  await page.keyboard.press("Enter");
  assertEquals(await field(page).isVisible(), false);
  await addressed(page, "");
  await page.getByRole("button", { name: "Go to #lobby" }).click();
  await heading(page, "#lobby");
  await page.locator("#message:focus").waitFor();
  assertEquals(await field(page).inputValue(), "");
  await say(page, "now here");
  assertEquals((await alan.first(({ event }) => event === undefined)).msg, "now here");
  assertEquals(server.server.hub.history.lastSeq, 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await heading(page, "#tea");
  assertEquals(await field(page).inputValue(), "meant for the ");
  assertEquals(await page.getByText("You left #tea.").isVisible(), false);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function wait({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await page.clock.install();
  await page.reload();
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await leaveByMenu(page);
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.waitFor();
  await page.clock.fastForward(20_000);
  await undo.waitFor();
  await page.getByRole("button", { name: "Go to #lobby" }).click();
  await heading(page, "#lobby");
  await undo.focus();
  // Unlike fastForward, runFor draws the frames between the timers, which begin the next wait.
  await page.clock.runFor(13_000);
  await page.locator("#undo-bar-undo:focus").waitFor();
  await field(page).focus();
  await page.clock.runFor(13_000);
  await undo.waitFor({ state: "hidden" });
  await page.locator("#message:focus").waitFor();
}

async function leaveLobby({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await leaveByMenu(page);
  await page.getByRole("dialog", { name: "Leave the lobby?" }).waitFor();
  await page.locator("#leave-cancel:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assertEquals(await field(page).isVisible(), true);
  await leaveByMenu(page);
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await page.getByText("You left #lobby.").waitFor();
  assertEquals(await page.locator("#rooms li").count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await field(page).waitFor();
  await page.locator("#rooms").getByRole("button", { name: "lobby" }).waitFor();
  await say(page, "back again");
  await kept(page, "back again");
}

async function closeTalk({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("for your eyes only", "ada");
  await page.locator("#talks").getByRole("button", { name: "alan" }).click();
  await shown(page, "for your eyes only");
  await leaveByMenu(page);
  await page.getByText("You closed the talk with alan.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await field(page).waitFor();
  await shown(page, "for your eyes only");
  await leaveByMenu(page);
  await page.getByText("You closed the talk with alan.").waitFor();
  await alan.publish("one more thing", "ada");
  await shown(page, "one more thing");
  assertEquals(await messages(page), ["for your eyes only", "one more thing"]);
  await alan.connection.close();
}

async function navigate({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, `${url}#tea`);
  const alan = await joinTcp(server, "alan turing");
  await join(page, "ada");
  await heading(page, "#tea");
  await addressed(page, "#tea");
  await page.evaluate("location.hash = '#茶 '.trim()");
  await heading(page, "#茶");
  await page.locator("#rooms").getByRole("button", { name: "lobby" }).click();
  await heading(page, "#lobby");
  await addressed(page, "");
  await page.locator("#members").getByRole("button", { name: "alan turing" }).click();
  await heading(page, "alan turing");
  await addressed(page, "#@alan%20turing");
  await page.goBack();
  await heading(page, "#lobby");
  await page.goBack();
  await heading(page, "#茶");
  await page.goBack();
  await heading(page, "#tea");
  await page.goForward();
  await heading(page, "#茶");
  await page.reload();
  await connected(page);
  await heading(page, "#茶");
  await page.locator("#skip").focus();
  await page.keyboard.press("Enter");
  await page.locator("#message:focus").waitFor();
  await addressed(page, `#${encodeURIComponent("茶")}`);
  await page.goto(`${url}#@alan%20turing`);
  await heading(page, "alan turing");
  // This is the state between a "back" and its event: drawing then must leave the address alone.
  await page.evaluate("history.replaceState(null, '', '#tea')");
  const entries = await page.evaluate("history.length");
  await alan.publish("still there?", "ada");
  await shown(page, "still there?");
  assertEquals(await page.evaluate("[location.hash, history.length]"), ["#tea", entries]);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function goMeanwhile({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  for (const room of ["#tea", "#cellar"]) {
    await say(page, `/join ${room}`);
    await heading(page, room);
  }
  await page.evaluate("location.hash = '#tea'");
  await heading(page, "#tea");
  await reloadUnplugged(page);
  await page.evaluate("location.hash = '#attic'");
  await page.locator("#rooms").getByRole("button", { name: "cellar" }).click();
  await heading(page, "#cellar");
  await addressed(page, "#cellar");
  await reloadPlugged(page);
  await heading(page, "#cellar");
  assertEquals(await page.locator("#rooms li").count(), 3);
}

async function goToTalk({ browser, server, url }: Stage): Promise<void> {
  const alan = await joinTcp(server, "Alan");
  const bob = await joinTcp(server, "bob");
  await bob.send({ msg: "/register correct horse" });
  await bob.first(({ event }) => event === "info");
  await bob.connection.close();
  await alan.first(({ event }) => event === "leave");
  const { page } = await openPage(browser, `${url}#@aLAN`);
  await join(page, "ada");
  await heading(page, "Alan");
  await addressed(page, "#@aLAN");
  await page.getByText("Alan is a guest").waitFor();
  await page.evaluate("location.hash = '#@bob'");
  await heading(page, "bob");
  await page.getByText("bob is registered").waitFor();
  // A guest who is gone has no peer, but the talk's messages are still there.
  await alan.publish("see you", "ada");
  await alan.connection.close();
  await page.locator("#talks").getByRole("button", { name: "Alan" }).click();
  await shown(page, "see you");
  await leaveByMenu(page);
  await page.getByRole("button", { name: "Go to #lobby" }).click();
  await heading(page, "#lobby");
  await page.evaluate("location.hash = '#@alan'");
  await heading(page, "Alan");
  await shown(page, "see you");
}

async function goAstray({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, `${url}#two%20words`);
  await join(page, "ada");
  const errors = page.locator(".remark.is-error");
  await errors.getByText("“#two words”").waitFor();
  await addressed(page, "");
  await page.evaluate("location.hash = '#@ADA'");
  await errors.getByText("which is you").waitFor();
  // Only the hub refuses a character that turns text around.
  await page.evaluate("location.hash = '#tea%E2%80%AE'");
  await errors.getByText("text-direction").waitFor();
  await addressed(page, "");
  await heading(page, "#lobby");
  await page.evaluate("location.hash = '#@zorro'");
  await errors.getByText("zorro").waitFor();
  await addressed(page, "");
  await heading(page, "#lobby");
  assertEquals(await page.locator("#talks li").count(), 0);
}
