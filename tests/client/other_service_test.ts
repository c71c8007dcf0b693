import { assertMatch, assertRejects } from "@std/assert";
import { ClientError, connect } from "../../client/mod.ts";
import { within } from "../support/deadline.ts";
import { processTest } from "../support/gate.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";

/** The sentence with which a client gives up at an address; it may not try there again and again. */
async function refusalAt(url: string): Promise<string> {
  const connecting = connect(url, { name: "ada", connectTimeoutMs: 5_000 });
  return (await assertRejects(() => connecting, ClientError)).message;
}

processTest("a web port is recognised, and says where TCP listens", async () => {
  await using server = await startTestServer([...TCP_AND_UDP, "--web", "0"]);
  const { web, tcp } = server.server.ports;
  const sentence = await refusalAt(`127.0.0.1:${web}`);
  assertMatch(sentence, new RegExp(`^tcp://127.0.0.1:${web} speaks HTTP, so it is a web port`));
  assertMatch(sentence, new RegExp(`TCP listens on port ${tcp}\\.$`));
});

const STRANGERS = [
  ["a web server of another make", "HTTP/1.1 400 Bad Request\r\n\r\n<html>", /is a web port/],
  ["a port that wants TLS", "\x15\x03\x03\x00\x02\x02\x32", /takes TLS only: write tls:\/\//],
] as const;

for (const [what, answer, pattern] of STRANGERS) {
  processTest(`${what} is recognised by its first bytes`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const answered = (async () => {
      using conn = await listener.accept();
      await conn.write(Uint8Array.from(answer, (char) => char.charCodeAt(0)));
      await conn.closeWrite();
      while (await conn.read(new Uint8Array(1_024)).catch(() => null) !== null);
    })();
    assertMatch(await refusalAt(`127.0.0.1:${listener.addr.port}`), pattern);
    await answered;
  });
}

processTest("tls:// to a port without TLS is recognised", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const { tcp } = server.server.ports;
  const options = { name: "ada", connectTimeoutMs: Infinity };
  const connecting = within(connect(`tls://127.0.0.1:${tcp}`, options), "a refusal");
  const { message } = await assertRejects(() => connecting, ClientError);
  assertMatch(
    message,
    new RegExp(`doesn't take TLS: write tcp://127.0.0.1:${tcp} instead\\..*\\.$`),
  );
});
