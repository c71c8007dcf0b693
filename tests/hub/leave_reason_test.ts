import { assertEquals } from "@std/assert";
import { type CloseReason, leaveReasonOf } from "../../hub/mod.ts";

Deno.test("a sentence for the peer alone isn't told to others", () => {
  const secret = "192.0.2.2 2001:db8::2 open sesame";
  const codes: CloseReason["code"][] = [
    "address-limit",
    "banned",
    "gone",
    "hello-timeout",
    "idle-timeout",
    "internal-error",
    "peer-limit",
    "protocol-error",
    "replaced",
    "shutdown",
    "slow-consumer",
  ];
  for (const code of codes) {
    const reason = leaveReasonOf({ code, sentence: secret });
    assertEquals([reason === "", reason.includes("192"), reason.includes("sesame")], [
      false,
      false,
      false,
    ]);
  }
  assertEquals(leaveReasonOf({ code: "quit", sentence: "Goodbye: tea." }), "Goodbye: tea.");
  assertEquals(leaveReasonOf(undefined), "connection closed");
});
