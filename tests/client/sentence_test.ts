import { assertEquals, assertRejects } from "@std/assert";
import { ClientError, type ClientOptions, connect } from "../../client/mod.ts";
import { sentenceFor } from "../../programs/sentence.ts";
import { processTest } from "../support/gate.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";

/** Returns the last words of a program that this hub doesn't let in. */
async function lastWords(url: string, options: ClientOptions): Promise<string> {
  return sentenceFor(await assertRejects(() => connect(url, options), ClientError));
}

processTest("a program without the token says how to give it", async () => {
  await using server = await startTestServer([...TCP_AND_UDP, "--token", "open sesame"]);
  assertEquals(
    await lastWords(server.tcpUrl, { name: "ada" }),
    "This hub is closed to strangers: give it with --token-file FILE, or in HUBBUB_TOKEN.",
  );
  assertEquals(
    await lastWords(server.tcpUrl, { name: "ada", token: "simsalabim" }),
    "That isn't this hub's token: ask who runs it, and give it with --token-file FILE, or in HUBBUB_TOKEN.",
  );
});

processTest("a program without a name's password says how to give it", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const ada = await connect(server.tcpUrl, { name: "ada" });
  ada.command("/register correct horse");
  for await (const { event } of ada) if (event === "info") break;
  await ada.close();
  const cure = "If the name is yours: --password-file FILE, or HUBBUB_PASSWORD.";
  assertEquals(
    await lastWords(server.tcpUrl, { name: "ada" }),
    `The name "ada" is registered. ${cure} Another name: --name NAME, or NAME@ before the address.`,
  );
  assertEquals(
    await lastWords(server.tcpUrl, { name: "ada", password: "wrong" }),
    `That isn't the name's password. ${cure}`,
  );
});
