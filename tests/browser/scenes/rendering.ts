import { assertEquals } from "@std/assert";
import { field, join, kept, openPage, say, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const RENDERING: readonly Scene[] = [
  { name: "a text is shown with its Markdown", play: render },
  { name: "nothing in a text becomes an element that the page doesn't know", play: sanitise },
  { name: "bold and italic text within each other is drawn up to a depth", play: nest },
  { name: "an emoji is written by its name", play: name },
];

async function render({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("**bold** _slanted_ `a * b * c` for @ada");
  await alan.publish("> said\n\n1. one\n2. two\n\n```js\nlet x = 1;\n\n  x++;\n```\nend");
  await shown(page, "end");
  const rows = page.locator("#rows");
  assertEquals(await rows.locator("strong").allTextContents(), ["bold"]);
  assertEquals(await rows.locator("em").allTextContents(), ["slanted"]);
  assertEquals(await rows.locator("p > code").allTextContents(), ["a * b * c"]);
  assertEquals(await rows.locator(".mention.me").allTextContents(), ["@ada"]);
  assertEquals(await rows.locator("blockquote").allTextContents(), ["said"]);
  assertEquals(await rows.locator("ol li").allTextContents(), ["one", "two"]);
  await rows.getByRole("button", { name: "Copy the code" }).click();
  assertEquals(await page.evaluate("navigator.clipboard.readText()"), "let x = 1;\n\n  x++;");
  await alan.publish("two  blanks\n\n\nand snake_case_names 2 * 3 * 4");
  await shown(page, "snake_case_names");
  const plain = rows.locator("p.text", { hasText: "snake_case" });
  assertEquals(await plain.textContent(), "two  blanks\n\n\nand snake_case_names 2 * 3 * 4");
  await say(page, "/me waves");
  await shown(page, "* ada waves");
  assertEquals(problems, []);
  await alan.connection.close();
}

async function sanitise({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  const texts = [
    "**1** <img src=x onerror=alert(1)> <script>alert(1)</script>",
    "**2** [a](javascript:alert(1)) [b](data:text/html,x) ![c](https://evil.example/c.png)",
    "**3** [bank.example](https://evil.example/) [ok](https://example.org/)",
    `${"> ".repeat(300)}**4**`,
    `${"[".repeat(4_000)}**5**`,
  ];
  for (const text of texts) await alan.publish(text);
  await shown(page, "[[[");
  const rows = page.locator("#rows");
  assertEquals(await rows.locator("img, script, iframe, style").count(), 0);
  const links = await rows.locator("a").evaluateAll((all) =>
    all.map((one) => one.getAttribute("href"))
  );
  assertEquals(links, [
    "https://evil.example/c.png",
    "https://evil.example/",
    "https://example.org/",
  ]);
  const words = await rows.locator("a").allTextContents();
  assertEquals(words, ["https://evil.example/c.png", "https://evil.example/", "ok"]);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function nest({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish(`${"*a **b ".repeat(12)}core${" b** a*".repeat(12)}`);
  await shown(page, "core");
  const row = page.locator("#rows .text", { hasText: "core" });
  assertEquals(await row.locator("em, strong").count(), 16);
  // The eight within stay as they were written.
  const innermost = row.locator(":is(em, strong):not(:has(em, strong))");
  assertEquals(
    await innermost.textContent(),
    `b ${"*a **b ".repeat(4)}core${" b** a*".repeat(4)} b`,
  );
  assertEquals(problems, []);
  await alan.connection.close();
}

async function name({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await field(page).fill("done :tad");
  await page.getByRole("option", { name: ":tada:" }).waitFor();
  await field(page).press("Tab");
  await page.keyboard.type(":fire:");
  await page.keyboard.press("Enter");
  await kept(page, "🔥");
  assertEquals((await alan.first(({ msg }) => msg.includes("done"))).msg, "done 🎉 🔥");
  await alan.connection.close();
}
