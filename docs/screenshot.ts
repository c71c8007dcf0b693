/**
 * Writes docs/page.png: starts a server, lets some peers talk, and takes a picture of the page in a
 * browser.
 *
 * @module
 */

import { parseConfig } from "../server/config/mod.ts";
import { startServer } from "../server/server.ts";
import { join, launch, openPage } from "../tests/browser/browser.ts";
import { NO_BROWSER } from "../tests/browser/no_browser.ts";
import type { Chatter } from "../tests/support/peers/chatter.ts";
import { joinTcp } from "../tests/support/peers/connect.ts";

const FLAGS = ["--host", "127.0.0.1", "--tcp", "0", "--udp", "off", "--web", "0", "--data", "off"];

/** The messages in their order. */
const TALK: readonly (readonly [name: string, room: string, text: string])[] = [
  ["linus", "#tea", "kettle's on"],
  ["grace", "#lobby", "Morning all! The nightly run is green again."],
  ["grace", "#lobby", "It was the clock after all: the test assumed it only moves forward 🙃"],
  ["狗哥alex", "#lobby", "太好了！昨晚我盯着它看了两个小时"],
  ["sensor-3", "#lobby", "greenhouse 21.5 °C, 64 %"],
  [
    "linus",
    "#lobby",
    "Nice. **Write-up** for whoever is on call: https://example.org/notes/clock",
  ],
  ["ada", "#lobby", ""],
  ["grace", "#lobby", "@ada could you have a look at the numbers before noon?"],
  ["sensor-3", "#lobby", "greenhouse 21.7 °C, 63 %"],
  ["狗哥alex", "#lobby", "@grace I can take the second half, 下午见"],
  ["linus", "#tea", "earl grey or the smoky one?"],
  ["grace", "#tea", "@ada smoky?"],
];

/** The number of the first message in the lobby. */
const FIRST_IN_LOBBY = 2;

if (NO_BROWSER !== undefined) {
  Deno.stderr.writeSync(new TextEncoder().encode(`No screenshot: it ${NO_BROWSER}.\n`));
  Deno.exit(1);
}

const [target = "docs/page.png", scheme = "light", width = "1200", height = "800"] = Deno.args;
const invocation = parseConfig(FLAGS, {});
if (invocation.kind !== "start") throw new Error(invocation.kind);
const server = await startServer(invocation.config);
const browser = await launch();
const { page } = await openPage(browser, `http://127.0.0.1:${server.ports.web}/`, {
  viewport: { width: Number(width), height: Number(height) },
  deviceScaleFactor: 2,
  colorScheme: scheme === "dark" ? "dark" : "light",
  hasTouch: Number(width) < 700,
});
const tcpPort = server.ports.tcp!;
const peers = new Map<string, Chatter>();
for (const name of ["grace", "linus", "狗哥alex"]) {
  peers.set(name, await joinTcp({ tcpPort }, name));
}
await join(page, "ada");
const field = page.getByRole("textbox", { name: "Message #" });
await field.fill("/join #tea");
await page.keyboard.press("Enter");
await page.getByRole("heading", { name: "#tea" }).waitFor();
for (const name of ["linus", "grace"]) await peers.get(name)!.enter("#tea");
await page.keyboard.press("Alt+ArrowUp");
await page.getByRole("heading", { name: "#lobby" }).waitFor();
for (const name of ["sensor-3", "bob"]) {
  peers.set(name, await joinTcp({ tcpPort }, name));
}
for (const [name, room, text] of TALK) {
  if (name !== "ada") await peers.get(name)!.publish(text, room);
  else {
    await field.fill("Thank you, grace. I had already blamed the cables.");
    await page.keyboard.press("Enter");
  }
}
const green = { of: FIRST_IN_LOBBY, react: "🎉" };
for (const name of ["linus", "狗哥alex"]) await peers.get(name)!.send(green);
await peers.get("linus")!.send({ ...green, react: "👀" });
await peers.get("grace")!.publish("lunch at one?", "ada");
await page.locator("#rows").getByText("下午见").waitFor();
await page.getByRole("button", { name: "🎉 2" }).waitFor();
await page.screenshot({ path: target });
await browser.close();
for (const peer of peers.values()) await peer.connection.close();
await server.stop({ code: "shutdown", sentence: "The picture is taken." });
Deno.exit(0);
