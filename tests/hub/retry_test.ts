import { assertEquals } from "@std/assert";
import {
  ChatError,
  type CloseCode,
  closeNotice,
  type ErrorCode,
  errorNotice,
  refusalNotice,
} from "../../hub/mod.ts";
import { HttpError } from "../../transports/web/http/http_error.ts";
import { MemoryHub } from "../support/hub/memory_hub.ts";

Deno.test("a refusal that passes by itself says so, and any other one has no such field", () => {
  const passing: ErrorCode[] = ["peer-limit", "rate-limited", "internal-error"];
  for (const code of passing) assertEquals(errorNotice(code, "No.").retry, true, code);
  const lasting: ErrorCode[] = ["name-taken", "banned", "usage", "room-limit"];
  for (const code of lasting) assertEquals("retry" in errorNotice(code, "No."), false, code);
  const refusal = new ChatError("rate-limited", "Slow down.");
  assertEquals(refusalNotice(refusal, "m1"), errorNotice("rate-limited", "Slow down.", "m1"));
});

Deno.test("a client comes back after every end but those that somebody wanted", () => {
  const wanted: CloseCode[] = ["banned", "kicked", "quit", "replaced"];
  for (const code of wanted) {
    assertEquals("retry" in closeNotice({ code, sentence: "Goodbye." }), false, code);
  }
  const others: CloseCode[] = ["shutdown", "idle-timeout", "peer-limit", "internal-error"];
  for (const code of others) {
    assertEquals(closeNotice({ code, sentence: "Goodbye." }).retry, true, code);
  }
});

Deno.test("a taken name passes for a client that had it before, and for no other", () => {
  const home = new MemoryHub();
  home.join("ada");
  const stranger = home.refusesHello({ name: "ada" });
  const returning = home.refusesHello({ name: "ada", session: "of a hub that was started anew" });
  assertEquals([stranger.code, returning.code], ["name-taken", "name-taken"]);
  assertEquals(refusalNotice(stranger).retry, undefined);
  assertEquals(refusalNotice(returning).retry, true);
});

Deno.test("an answer of HTTP says the same as a notice", () => {
  const noticeOf = (error: HttpError) => JSON.parse(JSON.stringify(error.notice));
  const full = new HttpError(503, "peer-limit", "Try again later.");
  assertEquals(noticeOf(full), JSON.parse(JSON.stringify(errorNotice("peer-limit", full.message))));
  assertEquals(noticeOf(new HttpError(503, "not-ready", "Wait.")).retry, true);
  assertEquals("retry" in noticeOf(new HttpError(404, "not-found", "No.")), false);
});
