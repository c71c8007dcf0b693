import { assertEquals, assertMatch } from "@std/assert";
import { Shortage } from "../../../transports/mod.ts";
import { CapturedLog } from "../../support/server/captured_log.ts";

function failure(code: string): Error {
  return Object.assign(new Error(`os error: ${code}`), { code });
}

Deno.test("a shortage is logged once, and its end once, 5 s after the last failure", () => {
  using log = new CapturedLog();
  const shortage = new Shortage();
  for (let nowMs = 0; nowMs <= 60_000; nowMs += 100) {
    shortage.failed(failure("EMFILE"), nowMs);
    shortage.tick(nowMs);
  }
  shortage.tick(64_999);
  assertEquals(log.linesOf("accept").length, 1);
  shortage.tick(65_000);
  shortage.tick(66_000);
  assertEquals(log.linesOf("accept").length, 2);
  assertEquals(log.linesOf("accept")[1], "info: New connections are accepted again.");
  shortage.failed(failure("EMFILE"), 70_000);
  assertEquals(log.linesOf("accept").length, 3);
});

Deno.test("each shortage names what is short and what helps", () => {
  const expected = {
    EMFILE: /process has no file descriptor left.*ulimit -n.*LimitNOFILE=.*--max-connections/,
    ENFILE: /machine has no file descriptor left.*fs\.file-max/,
    ENOBUFS: /no memory left for sockets/,
    ENOMEM: /no memory left/,
    EWHATEVER: /can't be accepted, and are tried again: .*EWHATEVER/,
  };
  for (const [code, pattern] of Object.entries(expected)) {
    using log = new CapturedLog();
    new Shortage().failed(failure(code), 0);
    assertMatch(log.linesOf("accept")[0], pattern);
  }
});
