import { assertEquals } from "@std/assert";
import { startTestServer } from "../../support/server/test_server.ts";
import {
  connected,
  field,
  heading,
  join,
  kept,
  messages,
  openPage,
  reconnect,
  say,
  shown,
  told,
} from "../browser.ts";
import { TcpProxy } from "../../support/network/tcp_proxy.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const CONNECTION: readonly Scene[] = [
  { name: "a cut connection loses nothing and doubles nothing", play: loseConnection },
  {
    name: "a cut connection loses nothing even if the hub has forgotten the session",
    play: loseConnection,
    flags: ["--session-ttl-ms", "1"],
  },
  { name: "the page meets a restarted server again, and sends its unsent messages", play: restart },
  { name: "the page notices no restart of a server with its log on disk", play: restartWithLog },
  { name: "the page says that a log restored from a copy is another log", play: putLogBack },
  { name: "of two tabs of one person the newer tab is connected", play: openTwice },
];

async function loseConnection({ browser, server }: Stage): Promise<void> {
  await using proxy = new TcpProxy(server.webPort);
  const { page, problems } = await openPage(browser, `http://127.0.0.1:${proxy.port}/`);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await alan.enter("#tea");
  await alan.publish("before", "#tea");
  await shown(page, "before");
  proxy.cut();
  await told(page, "Connection lost.");
  for (const text of ["first", "second", "third"]) await alan.publish(text, "#tea");
  await alan.publish("in the lobby");
  await say(page, "written in the tunnel");
  await page.locator(".message.own.sending").waitFor();
  proxy.mend();
  await reconnect(page);
  await kept(page, "written in the tunnel");
  await alan.first(({ msg }) => msg === "written in the tunnel");
  await alan.publish("after", "#tea");
  await shown(page, "after");
  const all = ["before", "first", "second", "third", "written in the tunnel", "after"];
  assertEquals(await messages(page), all);
  const lobby = page.getByRole("button", { name: "lobby" });
  await lobby.getByText("1 unread").waitFor({ state: "attached" });
  await lobby.click();
  await shown(page, "in the lobby");
  assertEquals(await messages(page), ["in the lobby"]);
  assertEquals(await page.locator("#status").isVisible(), false);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function restart({ browser, server }: Stage): Promise<void> {
  await using proxy = new TcpProxy(server.webPort);
  const { page, problems } = await openPage(browser, `http://127.0.0.1:${proxy.port}/`);
  await join(page, "ada");
  await say(page, "/join #tea");
  await heading(page, "#tea");
  await say(page, "said before");
  await kept(page, "said before");
  await server.stop();
  await told(page, "Connection lost.");
  await say(page, "said meanwhile");
  // Otherwise the page could send the message before alan is there.
  proxy.cut();
  const { webPort } = server;
  await using again = await startTestServer(["--tcp", "0", "--web", String(webPort)]);
  const alan = await joinTcp(again, "alan");
  await alan.enter("#tea");
  proxy.mend();
  await reconnect(page);
  await kept(page, "said meanwhile");
  await alan.first(({ msg }) => msg === "said meanwhile");
  await alan.publish("welcome back", "#tea");
  await shown(page, "welcome back");
  assertEquals(await messages(page), ["said before", "said meanwhile", "welcome back"]);
  // This log is in memory, so the page says that it is another log.
  assertEquals(await page.locator(".remark.is-new-log").count(), 1);
  assertEquals(problems, []);
  await alan.connection.close();
}

async function restartWithLog({ browser }: Stage): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "hubbub-page-" });
  const flags = ["--tcp", "0", "--data", dataDir];
  try {
    const first = await startTestServer([...flags, "--web", "0"]);
    await using proxy = new TcpProxy(first.webPort);
    const { page, problems } = await openPage(browser, `http://127.0.0.1:${proxy.port}/`);
    await join(page, "ada");
    await say(page, "/join #tea");
    await heading(page, "#tea");
    await say(page, "said before");
    await kept(page, "said before");
    proxy.cut();
    await told(page, "Connection lost.");
    await first.stop();
    await using second = await startTestServer([...flags, "--web", String(first.webPort)]);
    const alan = await joinTcp(second, "alan");
    await alan.enter("#tea");
    await alan.publish("said meanwhile", "#tea");
    proxy.mend();
    await reconnect(page);
    await shown(page, "said meanwhile");
    await alan.publish("said after", "#tea");
    await shown(page, "said after");
    assertEquals(await messages(page), ["said before", "said meanwhile", "said after"]);
    assertEquals(await page.locator(".remark").count(), 0);
    await page.reload();
    await shown(page, "said after");
    assertEquals(await messages(page), ["said before", "said meanwhile", "said after"]);
    assertEquals(problems, []);
    await alan.connection.close();
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

async function putLogBack({ browser }: Stage): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hubbub-page-" });
  const [data, copy] = [`${folder}/data`, `${folder}/copy`];
  const flags = ["--tcp", "0", "--data", data];
  try {
    const first = await startTestServer([...flags, "--web", "0"]);
    const web = ["--web", String(first.webPort)];
    await using proxy = new TcpProxy(first.webPort);
    await first.stop();
    await copyFolder(data, copy);

    const second = await startTestServer([...flags, ...web]);
    const { page, problems } = await openPage(browser, `http://127.0.0.1:${proxy.port}/`);
    await join(page, "ada");
    for (const text of ["lost 1", "lost 2"]) await say(page, text);
    await kept(page, "lost 2");
    proxy.cut();
    await told(page, "Connection lost.");
    await second.stop();
    await Deno.remove(data, { recursive: true });
    await copyFolder(copy, data);

    await using third = await startTestServer([...flags, ...web]);
    const alan = await joinTcp(third, "alan");
    await alan.publish("said meanwhile");
    proxy.mend();
    await reconnect(page);
    await shown(page, "said meanwhile");
    await alan.publish("said after");
    await shown(page, "said after");
    assertEquals(await messages(page), ["lost 1", "lost 2", "said meanwhile", "said after"]);
    assertEquals(await page.locator(".remark.is-new-log").count(), 1);
    assertEquals(problems, []);
    await alan.connection.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

async function openTwice({ browser, url }: Stage): Promise<void> {
  const { page } = await openPage(browser, url);
  await join(page, "ada");
  await page.evaluate("dispatchEvent(new Event('pagehide'))");
  const second = await page.context().newPage();
  await second.goto(url);
  await connected(second);
  await told(page, "You have opened the chat somewhere else");
  await field(page).fill("begun in the older tab");
  await say(second, "said in the newer tab");
  await kept(second, "said in the newer tab");
  await second.evaluate("dispatchEvent(new Event('pagehide'))");
  await page.getByRole("button", { name: "Use it here" }).click();
  await told(second, "You have opened the chat somewhere else");
  await connected(page);
  assertEquals(await field(page).inputValue(), "begun in the older tab");
  await say(page, "said in the older tab");
  await shown(page, "said in the newer tab");
  await kept(page, "said in the older tab");
  assertEquals(await messages(page), ["said in the newer tab", "said in the older tab"]);
}
