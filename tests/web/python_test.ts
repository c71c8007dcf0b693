import { assertEquals } from "@std/assert";
import { startTestServer } from "../support/server/test_server.ts";
import { programTest, PYTHON_WEBSOCKETS, run } from "./programs.ts";

programTest(
  "Python's websockets joins, talks and is told how it ends",
  [PYTHON_WEBSOCKETS],
  async () => {
    await using server = await startTestServer(["--web", "0"]);
    const script = new URL("python_client.py", import.meta.url).pathname;
    const url = `ws://127.0.0.1:${server.webPort}/ws`;
    const { you, answer, ending } = JSON.parse(await run(PYTHON_WEBSOCKETS[0], [script, url]));
    assertEquals([you, answer], ["python", "STRASSE 狗"]);
    const sentence = "Binary messages aren't understood here: send JSON in text messages.";
    assertEquals(ending, [1003, `protocol-error: ${sentence}`]);
  },
);
