import { assertEquals, assertStringIncludes } from "@std/assert";
import { connected, heading, join, kept, messages, openPage, say, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const TALKING: readonly Scene[] = [
  { name: "two pages and a TCP peer talk with one another", play: talk },
  { name: "two talk directly, and it survives a reload", play: talkDirectly },
  { name: "the page counts unread messages until they are seen", play: count },
  { name: "a reader who consents and looks away is notified", play: notify },
  { name: "markup in names, messages and rooms stays text", play: inject },
];

async function talk({ browser, server, url }: Stage): Promise<void> {
  const ada = await openPage(browser, url);
  const grace = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(ada.page, "ada");
  await join(grace.page, "grace");
  await say(ada.page, "hello from a page");
  await shown(grace.page, "hello from a page");
  const heard = await alan.first(({ msg }) => msg === "hello from a page");
  assertEquals(heard.name, "ada");
  await alan.publish("hello from TCP, see https://example.org/a_(b).");
  for (const { page } of [ada, grace]) await shown(page, "hello from TCP");
  const link = ada.page.locator("#rows a");
  assertEquals(await link.getAttribute("href"), "https://example.org/a_(b)");
  assertStringIncludes(await link.getAttribute("rel") ?? "", "noopener noreferrer");
  await kept(ada.page, "hello from a page");
  assertEquals(await messages(ada.page), await messages(grace.page));
  await ada.page.locator("#members").getByText("alan").waitFor();
  assertEquals([...ada.problems, ...grace.problems], []);
  await alan.connection.close();
}

async function talkDirectly({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("for your eyes only", "ada");
  const talk = page.locator("#talks").getByRole("button", { name: "alan" });
  await talk.getByText("1 unread").waitFor({ state: "attached" });
  await talk.click();
  await shown(page, "for your eyes only");
  await say(page, "understood");
  assertEquals((await alan.first(({ msg }) => msg === "understood")).to, "alan");
  await kept(page, "understood");
  await page.reload();
  await kept(page, "understood");
  assertEquals(await messages(page), ["for your eyes only", "understood"]);
  // The talk comes from the browser's storage, and may be there before the connection is.
  await connected(page);
  await alan.publish("still there?", "ada");
  await shown(page, "still there?");
  await alan.connection.close();
}

async function count({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await alan.publish("one");
  await alan.publish("two, @ada");
  const lobby = page.getByRole("button", { name: "lobby" });
  await lobby.getByText("2 unread").waitFor({ state: "attached" });
  assertEquals(await page.title(), "(@1 · 2) #tea · hubbub");
  await lobby.click();
  await shown(page, "two, @ada");
  assertEquals(await page.locator(".message.mentioned .mention.me").textContent(), "@ada");
  assertEquals(await page.locator("li.new").count(), 1);
  assertEquals(await page.title(), "#lobby · hubbub");
  assertEquals(await page.locator(".badge").count(), 0);
  await alan.connection.close();
}

async function notify({ browser, server, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url, { permissions: ["notifications"] });
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await page.evaluate(`
    notified = [];
    Notification = class {
      static requestPermission = () => Promise.resolve("granted");
      constructor(title, { body }) { notified.push(title + ": " + body); }
    };
    document.hasFocus = () => false;
    dispatchEvent(new Event("blur"));
  `);
  await alan.publish("before consent", "ada");
  await page.locator("#talks").getByText("1 unread").waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Notify me" }).click();
  await page.getByRole("button", { name: "Stop notifying me", pressed: true }).waitFor();
  await alan.publish("to nobody in particular");
  await alan.publish("look here, @ada");
  await alan.publish("psst", "ada");
  await page.locator("#talks").getByText("2 unread").waitFor({ state: "attached" });
  assertEquals(await page.evaluate("notified"), [
    "alan · #lobby: look here, @ada",
    "alan: psst",
  ]);
  assertEquals(await page.title(), "(@3 · 4) #lobby · hubbub");
  await alan.connection.close();
}

async function inject({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const attack = "<img src=x onerror='hacked=1'>";
  await join(page, "<b>ada</b>");
  const peer = await joinTcp(server, attack);
  await peer.publish(`${attack}<script>hacked=1</script>`);
  await peer.publish("javascript:hacked=1 https://x.org/\"onclick='hacked=1' data:text/html,x");
  await peer.publish("https://bank.example@evil.example/");
  await shown(page, "https://bank.example@evil.example/");
  await peer.publish(attack, "<b>ada</b>");
  await say(page, "/join #<svg/onload=hacked=1>");
  await heading(page, "#<svg/onload=hacked=1>");
  await peer.enter("#<svg/onload=hacked=1>");
  await page.locator("#members").getByText(attack).waitFor();
  await page.locator("#talks").getByRole("button").click();
  await heading(page, attack);
  assertEquals(await messages(page), [attack]);
  const planted = page.locator("#chat :is(script, iframe, object, b, img[src=x], svg[onload])");
  assertEquals(await planted.count(), 0);
  await page.getByRole("button", { name: "lobby" }).click();
  await shown(page, "javascript:hacked=1");
  const links = await page.locator("#rows a").evaluateAll((all) =>
    all.map((link) => link.getAttribute("href"))
  );
  assertEquals(links, ["https://x.org/"]);
  assertEquals(await page.evaluate("typeof hacked"), "undefined");
  assertEquals(problems, []);
  await peer.connection.close();
}
