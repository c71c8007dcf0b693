import type { Page } from "playwright-core";
import { connected } from "./browser.ts";

/** Replaces WebSocket by a class that never opens, as on a network that drops every packet. */
const SILENT_SOCKET = `
  if (sessionStorage.getItem("unplugged") === "yes") {
    WebSocket = class { static OPEN = 1; readyState = 0; close() {} send() {} };
  }
`;

/** Reloads the page without a connection to the hub. */
export async function reloadUnplugged(page: Page): Promise<void> {
  await page.addInitScript(SILENT_SOCKET);
  await page.evaluate("sessionStorage.setItem('unplugged', 'yes')");
  await page.reload();
  await connected(page, "Connecting");
}

/** Reloads the page with a connection. */
export async function reloadPlugged(page: Page): Promise<void> {
  await page.evaluate("sessionStorage.setItem('unplugged', 'no')");
  await page.reload();
  await connected(page);
}

/** Opens the page in another tab, without a connection. */
export async function openUnplugged(page: Page, url: string): Promise<Page> {
  const other = await page.context().newPage();
  other.setDefaultTimeout(5_000);
  await other.addInitScript(
    `sessionStorage.getItem("unplugged") ?? sessionStorage.setItem("unplugged", "yes")`,
  );
  await other.addInitScript(SILENT_SOCKET);
  await other.goto(url);
  await connected(other, "Connecting");
  return other;
}
