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
  // Otherwise the browser starts a process ahead for each page, and most are never needed.
  "--renderer-process-limit=1",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser without a window; `close` ends it. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath()!, args: FLAGS });
}

/** Opens a page in a context of its own, as another person's browser, and collects its errors. */
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
    // The browser itself reports an unreachable server.
    const isProblem = message.type() === "error" &&
      !/net::ERR_|WebSocket connection/.test(message.text());
    if (isProblem) problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems };
}

/** Joins with a name, and waits until the page is connected. */
export async function join(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await connected(page);
}

/** Waits until the page is connected, at first or again. */
export async function connected(page: Page, word = "Connected"): Promise<void> {
  await page.locator("#self-state", { hasText: word }).waitFor({ state: "attached" });
}

/** Waits until the status bar shows this sentence. */
export async function told(page: Page, sentence: string): Promise<void> {
  await page.locator("#status", { hasText: sentence }).waitFor();
}

/** Waits until the page is connected again, and presses its button if the page waits. */
export async function reconnect(page: Page): Promise<void> {
  // An attempt that began without a network fails first, and the button comes back.
  const isDecided = page.locator("#status-button:visible, #status[hidden]");
  await isDecided.waitFor({ state: "attached" });
  // One script checks and presses the button: the page may hide it between two.
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

/** The field in which the reader writes messages. */
export function field(page: Page): Locator {
  return page.locator("#message");
}

/** Sends a line as a message, or runs its command. */
export async function say(page: Page, line: string): Promise<void> {
  await field(page).fill(line);
  await field(page).press("Escape");
  await field(page).press("Enter");
}

/** Waits until a message with this text is shown. Throws if more than one has it. */
export async function shown(page: Page, text: string): Promise<void> {
  await page.locator("#rows .text", { hasText: text }).waitFor();
}

/** Waits until the page shows the acknowledgement of the reader's message. */
export async function kept(page: Page, text: string): Promise<void> {
  await page.locator(".message.own.kept", { hasText: text }).waitFor();
  // The room's history may come before the acknowledgement, and show the message a second time.
  await page.locator(".message.own.sending", { hasText: text }).waitFor({ state: "detached" });
}

/** The texts of all messages shown, from above. */
export function messages(page: Page): Promise<string[]> {
  return page.locator("#rows .text").allTextContents();
}
