import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { browserPath } from "./no_browser.ts";

const FLAGS = [
  "--no-sandbox",
  "--headless",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  // Else a process is started ahead for each page, and most are never needed.
  "--renderer-process-limit=1",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser that nobody sees; `close` ends it. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath()!, args: FLAGS });
}

/** A page of a browser of its own, as of another person, with whatever went wrong in it. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1200, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    // A browser says so itself whenever a server is away.
    const isProblem = message.type() === "error" &&
      !/net::ERR_|WebSocket connection/.test(message.text());
    if (isProblem) problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems };
}

/** Gives the page a name, and waits until it is in. */
export async function join(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await connected(page);
}

/** Waits until the page is in, or in again. */
export async function connected(page: Page, word = "Connected"): Promise<void> {
  await page.locator("#self-state", { hasText: word }).waitFor({ state: "attached" });
}

/** Waits until the page says this about its connection. */
export async function told(page: Page, sentence: string): Promise<void> {
  await page.locator("#status", { hasText: sentence }).waitFor();
}

/** Waits until the page is in again. It tries at once, unless it does so by itself. */
export async function reconnect(page: Page): Promise<void> {
  // An attempt that began without a network fails first, and the button comes back.
  const isDecided = page.locator("#status-button:visible, #status[hidden]");
  await isDecided.first().waitFor({ state: "attached" });
  // Looked at and pressed in one go: the page may try just now, and take the button away.
  await page.evaluate(`{
    const button = document.getElementById("status-button");
    if (button.checkVisibility()) button.click();
  }`);
  await connected(page);
}

/** Waits until this conversation is shown, with everything around it. */
export async function heading(page: Page, target: string): Promise<void> {
  await page.getByRole("heading", { name: target, exact: true }).waitFor();
}

/** Waits until the page's address ends with this; "" stands for the lobby. */
export async function addressed(page: Page, hash: string): Promise<void> {
  // The page's policy lets `waitForFunction` evaluate its text only once, at the first look.
  await page.waitForURL((url) => url.hash === hash);
}

/** Where messages are written. */
export function field(page: Page): Locator {
  return page.locator("#message");
}

/** Says a line, or runs a command. */
export async function say(page: Page, line: string): Promise<void> {
  await field(page).fill(line);
  await field(page).press("Escape");
  await field(page).press("Enter");
}

/** Waits until a message with this text is shown. */
export async function shown(page: Page, text: string): Promise<void> {
  await page.locator("#rows .text", { hasText: text }).first().waitFor();
}

/** Waits until the hub has kept what the reader said, and the page knows. */
export async function kept(page: Page, text: string): Promise<void> {
  await page.locator(".message.own.kept", { hasText: text }).waitFor();
  // The room's history may come before the acknowledgement, and show the message a second time.
  await page.locator(".message.own.sending", { hasText: text }).waitFor({ state: "detached" });
}

/** The texts of all messages shown, from above. */
export function messages(page: Page): Promise<string[]> {
  return page.locator("#rows .text").allTextContents();
}
