import { assertEquals } from "@std/assert";
import { join, openPage, shown } from "../browser.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import type { Scene, Stage } from "./scene.ts";

export const THREADS: readonly Scene[] = [
  { name: "a thread opens beside the room, grows, and is answered there", play: answer },
];

async function answer({ browser, server, url }: Stage): Promise<void> {
  const { page, problems } = await openPage(browser, url);
  const alan = await joinTcp(server, "alan");
  await join(page, "ada");
  await alan.publish("lunch?");
  await alan.publish("something else");
  await alan.send({ msg: "at noon", re: 1 });
  await page.getByRole("button", { name: "1 answer" }).click();
  const beside = page.getByRole("complementary", { name: "Thread" });
  await beside.getByText("at noon").waitFor();
  await alan.send({ msg: "or at one", re: 1 });
  await beside.getByText("or at one").waitFor();
  await beside.getByRole("textbox", { name: "Answer in the thread" }).fill("at one");
  await page.keyboard.press("Enter");
  const { re } = await alan.first(({ msg }) => msg === "at one");
  assertEquals(re, 1);
  const texts = () => beside.locator(".text").allTextContents();
  await beside.locator(".message.own.kept").waitFor();
  assertEquals(await texts(), ["lunch?", "at noon", "or at one", "at one"]);
  await alan.send({ delete: 3 });
  await beside.getByText("This message was deleted.").waitFor();
  assertEquals(await texts(), ["lunch?", "or at one", "at one"]);
  await page.keyboard.press("Escape");
  await beside.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "2 answers" }).waitFor();
  await shown(page, "something else");
  assertEquals(problems, []);
  await alan.connection.close();
}
