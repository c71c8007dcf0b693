import { assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { heading, join, kept, openPage, say, shown, told } from "./browser.ts";
import { GPS_JPEG } from "../support/files/gps_jpeg.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { joinTcp } from "../support/peers/connect.ts";
import type { Chatter } from "../support/peers/chatter.ts";

/** Walks through the page's views, and has axe-core check each. */
export async function walk(
  t: Deno.TestContext,
  browser: Browser,
  colorScheme: "light" | "dark",
): Promise<void> {
  await using folder = new TempFolder();
  const files = ["--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
  await using server = await startTestServer(["--tcp", "0", "--web", "0", ...files]);
  const { page } = await openPage(browser, `http://127.0.0.1:${server.webPort}/`, {
    colorScheme,
    // Otherwise axe-core would check a colour halfway through its fade.
    reducedMotion: "reduce",
  });
  const check = (what: string) =>
    t.step(`${what}, ${colorScheme}`, async () => assertEquals(await violations(page), []));
  await check("joining");
  const peer = await joinTcp(server, "grace");
  await page.getByLabel("Your name").fill("grace");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await check("being refused");
  await join(page, "ada");
  await converse(page, peer);
  await check("a lively room");
  await page.locator("li.message", { hasText: "look at" }).hover();
  await page.getByRole("toolbar").getByRole("button", { name: "React" }).click();
  await page.getByRole("toolbar").getByRole("button", { name: "👍" }).click();
  await page.getByRole("button", { name: "👍 1: ada" }).waitFor();
  await check("a message's actions and reactions");
  await page.getByRole("toolbar").getByRole("button", { name: "Reply" }).click();
  // Esc, which `say` presses, would give up the answer.
  await page.locator("#message").fill("> quoted\n\n- **one**\n- `two`\n\n```\ncode\n```");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "1 answer" }).waitFor();
  await check("an answer with Markdown");
  await page.locator("#message").press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit the message" }).waitFor();
  await check("a message that is edited");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "1 answer" }).click();
  await page.getByRole("complementary", { name: "Thread" }).waitFor();
  await check("a thread");
  const thread = page.getByRole("complementary", { name: "Thread" });
  await thread.locator("li.message.own").hover();
  await thread.getByRole("toolbar").getByRole("button", { name: "Edit" }).click();
  await thread.getByRole("textbox", { name: "Edit the message" }).waitFor();
  await check("a message that is edited in a thread");
  await page.keyboard.press("Escape");
  await thread.locator("li.message.own").hover();
  await thread.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
  await check("the question before a deletion in a thread");
  await say(page, "/search look");
  await page.getByText("1 message was found.").waitFor();
  await check("a search");
  await page.keyboard.press("Escape");
  await sendFiles(page, server);
  await check("files, and one that is refused");
  await page.getByRole("button", { name: "Don't send large.bin" }).click();
  await page.locator("#message").focus();
  await page.keyboard.type("/");
  await page.getByRole("option", { name: "/join" }).waitFor();
  await check("suggestions");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await check("the dialog");
  await page.keyboard.press("Escape");
  await page.locator("#room-menu-button").click();
  await page.getByRole("menu").waitFor();
  await check("the room's menu");
  await page.getByRole("menuitem", { name: "Leave #tea" }).click();
  await page.getByText("You left #tea.").waitFor();
  await check("a room that was left");
  await page.getByRole("button", { name: "Go to #lobby" }).click();
  await heading(page, "#lobby");
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await check("a way back");
  await page.locator("#room-menu-button").click();
  await page.getByRole("menuitem", { name: "Leave #lobby" }).click();
  await page.getByRole("dialog").waitFor();
  await check("the question before leaving the lobby");
  await page.keyboard.press("Escape");
  await page.locator("#message").fill("x".repeat(70_000));
  await page.locator("#message").press("Enter");
  await page.getByRole("alert").getByText("at most").waitFor();
  await check("a text that is too large");
  await page.locator("#message").fill("");
  await page.getByRole("alert").getByText("at most").waitFor({ state: "hidden" });
  await say(page, "/join #tea");
  await shown(page, "look at");
  await page.setViewportSize({ width: 390, height: 844 });
  await check("a phone");
  await page.getByRole("button", { name: "Rooms and talks" }).click();
  await check("a phone's drawer");
  await page.keyboard.press("Escape");
  await server.stop();
  await told(page, "Connection lost.");
  await check("a lost connection");
  await page.context().close();
  await peer.connection.close();
}

/** Returns the violations that axe-core finds in the page now, each as a line. */
async function violations(page: Page): Promise<string[]> {
  if (await page.evaluate("typeof axe") === "undefined") await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})") as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`)
  );
}

/** Brings every kind of row into one room. */
async function converse(page: Page, peer: Chatter): Promise<void> {
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await peer.enter("#tea");
  await peer.publish("unread in the lobby, @ada");
  await peer.publish("and a direct message", "ada");
  await peer.publish("@ada look at https://example.org/", "#tea");
  await say(page, "thank you, @grace");
  await kept(page, "thank you, @grace");
  await say(page, "/nonsense");
  await page.locator(".remark.is-error").waitFor();
  await say(page, "/msg nobody hello");
  await page.locator(".message.own.failed").waitFor();
  await page.getByRole("button", { name: "tea" }).click();
  await shown(page, "look at");
}

/** Sends a picture, a sound and another file, and one that is too large. */
async function sendFiles(page: Page, { server: { context } }: TestServer): Promise<void> {
  const { Buffer } = await import("node:buffer");
  const file = (name: string, bytes: Uint8Array) => ({
    ...{ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) },
  });
  const sound = new TextEncoder().encode("RIFF....WAVE");
  Object.assign(context.files!.limits, { fileMaxBytes: 1_000 });
  await page.locator("#file-chooser").setInputFiles([
    file("photo.jpg", GPS_JPEG),
    file("tone.wav", sound),
    file("notes.txt", sound),
    file("large.bin", new Uint8Array(2_000)),
  ]);
  await page.locator(".message", { hasText: "notes.txt" }).waitFor();
  await page.getByRole("alert").getByText("at most 1.0 kB are taken").waitFor();
}
