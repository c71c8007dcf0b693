import { assertEquals } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { startTestServer } from "../../support/server/test_server.ts";

socketTest(
  "GET /messages after a number that was never given has all that is kept, and isn't complete",
  async () => {
    await using server = await startTestServer(["--web", "0"]);
    const url = `http://127.0.0.1:${server.webPort}/messages`;
    const body = JSON.stringify({ name: "ci", msg: "green" });
    await (await fetch(url, { method: "POST", body })).body?.cancel();
    const answers = [];
    for (const since of [0, 1, 2, 5000]) {
      const { messages, complete, seq } = await (await fetch(`${url}?since=${since}`)).json();
      answers.push([messages.length, complete, seq]);
    }
    assertEquals(answers, [[1, true, 1], [0, true, 1], [1, false, 1], [1, false, 1]]);
  },
);
