import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { connected, field, join, openPage } from "../browser.ts";
import { GPS_JPEG } from "../../support/files/gps_jpeg.ts";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../../support/peers/connect.ts";
import { TcpProxy } from "../../support/network/tcp_proxy.ts";
import { bytesOf, FilePeer, md5Of } from "../../support/peers/file_peer.ts";
import type { Scene, Stage } from "./scene.ts";

const FILES = ["--files-free-min-bytes", "0", "--rate", "off"];
/** Bytes a second of a slow network, and of a file that takes some seconds there. */
const SLOW = 400_000;
const LARGE = 1_500_000;

export const SENDING_FILES: readonly Scene[] = [
  { name: "files are shown by their kinds, and go with their messages", play: show },
  { name: "chosen, dropped and pasted files are sent, with a caption", play: send },
  { name: "a refused file is explained, and can be left out", play: refuse },
  { name: "a file that was begun can be cancelled", play: cancel },
  { name: "a file goes on after a lost connection", play: goOn },
  { name: "a file goes on after a reload", play: reload },
  {
    name: "a registered name sends a file to a closed hub, and sees it",
    play: prove,
    flags: ["--token", "tea at five, 喝茶"],
  },
].map(({ flags = [], ...scene }) => ({ ...scene, flags: [...FILES, ...flags] }));

async function put(url: string, name: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const answer = await fetch(`${url}files/${name}?name=carol&msg=look`, { method: "PUT", body });
  assertEquals(answer.status, 201);
  await answer.body?.cancel();
}

/** Chooses a file by the button of the field. */
async function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Send files" }).click();
  const { Buffer } = await import("node:buffer");
  const file = { name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) };
  await (await chooser).setFiles([file]);
}

/** Gives the page files by an event of the pointer or the clipboard. */
async function hand(page: Page, kind: "drop" | "paste", name: string): Promise<void> {
  await page.evaluate(`{
    const data = new DataTransfer();
    data.items.add(new File(["hello"], ${JSON.stringify(name)}));
    const field = document.getElementById("message");
    const options = { bubbles: true, cancelable: true };
    if (${kind === "drop"}) {
      field.dispatchEvent(new DragEvent("dragenter", { ...options, dataTransfer: data }));
      field.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: data }));
    } else field.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: data }));
  }`);
}

/** The width and height of the picture that the page shows, once it is loaded; zeros if it can't be. */
function pictureSize(page: Page): Promise<unknown> {
  return page.evaluate(`new Promise((resolve) => {
    const image = document.querySelector("img.picture");
    const tell = () => resolve([image.naturalWidth, image.naturalHeight]);
    if (image.complete) tell();
    else image.onload = image.onerror = tell;
  })`);
}

async function show({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  await join(page, "ada");
  const bob = await FilePeer.join(server.tcpPort, "bob");
  await bob.sendFile("photo.jpg", GPS_JPEG);
  const picture = page.getByRole("img", { name: "photo.jpg" });
  await picture.waitFor();
  // The quarter turn that the photo's data asks for is left, though its place isn't.
  assertEquals(await pictureSize(page), [12, 24]);
  assertMatch(await picture.getAttribute("src") ?? "", /^files\/[0-9a-z]{32}\/photo\.jpg\?shown$/);
  await put(url, "notes.txt", bytesOf(2_000));
  const card = page.getByRole("link", { name: "Download notes.txt" });
  assertMatch(await card.textContent() ?? "", /notes\.txt2\.0 kB/);
  const download = page.waitForEvent("download");
  await card.click();
  assertEquals((await download).suggestedFilename(), "notes.txt");
  // A picture that is none is a card.
  await put(url, "broken.png", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]));
  await page.locator(".message", { hasText: "broken.png" }).locator(".file-card:not(.beneath)")
    .waitFor();
  await bob.send({ delete: 1 });
  await picture.waitFor({ state: "detached" });
  assertEquals(problems, []);
  bob.close();
}

async function send({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const bob = await joinTcp(server, "bob");
  await join(page, "ada");
  await field(page).fill("from the garden");
  await choose(page, "猫.bin", bytesOf(3_000));
  const first = await bob.first(({ file }) => file !== undefined);
  const { md5, name } = first.file as { readonly md5: string; readonly name: string };
  assertEquals([name, md5], ["猫.bin", md5Of(bytesOf(3_000))]);
  assertEquals([first.name, first.msg.split("\n")[0]], ["ada", "from the garden"]);
  await page.locator(".message.own.kept", { hasText: "from the garden" }).waitFor();
  assertEquals(await field(page).inputValue(), "");
  for (const kind of ["drop", "paste"] as const) {
    await hand(page, kind, `${kind}.txt`);
    await page.locator(".message.own.kept", { hasText: `${kind}.txt` }).waitFor();
  }
  await page.locator("#uploads").waitFor({ state: "hidden" });
  await page.reload();
  await connected(page);
  // The archive has the same messages, each once.
  await page.locator(".message", { hasText: "paste.txt" }).waitFor();
  const names = await page.locator("#rows .file-name").allTextContents();
  assertEquals(names, ["猫.bin", "drop.txt", "paste.txt"]);
  assertEquals(problems, []);
  await bob.connection.close();
}

async function prove({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const enter = async (label: string, text: string) => {
    await page.getByLabel(label, { exact: true }).fill(text);
    await page.keyboard.press("Enter");
  };
  await enter("Your name", "ada");
  await enter("Access token of this hub", "tea at five, 喝茶");
  await connected(page);
  await field(page).fill("/register open sesame");
  await page.keyboard.press("Enter");
  await page.getByText("is yours now").waitFor();
  const bob = new Chatter(await connectTcp(server, "json-lines"), "json");
  await bob.hello("bob", { token: "tea at five, 喝茶" });
  await choose(page, "photo.jpg", GPS_JPEG);
  const said = await bob.first(({ file }) => file !== undefined);
  assertEquals(said.name, "ada");
  await page.getByRole("img", { name: "photo.jpg" }).waitFor();
  assertEquals(await pictureSize(page), [12, 24]);
  // After a reload the page has to prove its name again.
  await page.reload();
  await connected(page);
  await page.getByRole("img", { name: "photo.jpg" }).waitFor();
  await choose(page, "notes.txt", bytesOf(300));
  await bob.first(({ file }) => (file as { name?: string })?.name === "notes.txt");
  await bob.connection.close();
}

async function refuse({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  const { limits } = server.server.context.files!;
  Object.assign(limits, { fileMaxBytes: 1_000 });
  await choose(page, "large.bin", bytesOf(2_000));
  await page.getByRole("alert").getByText("at most 1.0 kB are taken").waitFor();
  await page.getByRole("button", { name: "Don't send large.bin" }).click();
  await page.locator("#uploads").waitFor({ state: "hidden" });
  assertEquals(await page.locator("#rows .file").count(), 0);
}

/** Sends a large file over a slow network, and waits until some of it has come. */
async function sendSlowly({ filesPath }: Stage, page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const throttle = (uploadThroughput: number) =>
    session.send("Network.emulateNetworkConditions", {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
    });
  await throttle(SLOW);
  const folder = `${filesPath}/partial`;
  using watcher = Deno.watchFs(folder);
  await choose(page, "large.bin", bytesOf(LARGE));
  for await (const { paths } of watcher) {
    const [path] = paths;
    if (/[0-9a-z]{32}$/.test(path) && (sizeOf(path) ?? 0) > 0) break;
  }
  return async () => void await throttle(-1);
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch {
    return undefined;
  }
}

async function cancel(stage: Stage): Promise<void> {
  const { browser, server, url } = stage;
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await sendSlowly(stage, page);
  const dropped = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.getByRole("button", { name: "Don't send large.bin" }).click();
  assertEquals((await dropped).status(), 204);
  const { files, hub } = server.server.context;
  assertEquals([files!.partials.count, files!.totalBytes, hub.history.lastSeq], [0, 0, 0]);
}

async function goOn(stage: Stage): Promise<void> {
  const { browser, server } = stage;
  await using network = new TcpProxy(server.webPort);
  const { page } = await openPage(browser, `http://127.0.0.1:${network.port}/`);
  const bob = await joinTcp(server, "bob");
  await join(page, "ada");
  const hurry = await sendSlowly(stage, page);
  network.cut();
  await page.getByText("It goes on when it is back.").waitFor();
  await choose(page, "later.bin", bytesOf(10));
  await hurry();
  network.mend();
  const { file } = await bob.first(({ file }) => file !== undefined);
  assertEquals((file as { readonly md5: string }).md5, md5Of(bytesOf(LARGE)));
  await page.locator(".message.own.kept", { hasText: "later.bin" }).waitFor();
  const names = await page.locator("#rows .file-name").allTextContents();
  assertEquals(names, ["large.bin", "later.bin"]);
  assertEquals(server.server.context.hub.history.lastSeq, 2);
  await bob.connection.close();
  await page.close();
}

async function reload(stage: Stage): Promise<void> {
  const { browser, server, url } = stage;
  const { page } = await openPage(browser, url);
  const bob = await joinTcp(server, "bob");
  await join(page, "ada");
  await sendSlowly(stage, page);
  await choose(page, "later.bin", bytesOf(10));
  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  const { file } = await bob.first(({ file }) => file !== undefined);
  assertEquals((file as { readonly md5: string }).md5, md5Of(bytesOf(LARGE)));
  await page.locator(".message.own.kept", { hasText: "later.bin" }).waitFor();
  const names = await page.locator("#rows .file-name").allTextContents();
  assertEquals(names, ["large.bin", "later.bin"]);
  await bob.connection.close();
}
