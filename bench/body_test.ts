import { assertEquals, assertMatch } from "@std/assert";
import {
  CODE_BYTES,
  COUNTER_LIMIT,
  decodeCounter,
  decodeSpeaker,
  encodeCounter,
  encodeSpeaker,
  makeBody,
  SPEAKER_LIMIT,
} from "./body.ts";

Deno.test("each speaker and each counter comes back from its characters", () => {
  for (let speaker = 0; speaker < SPEAKER_LIMIT; speaker++) {
    assertEquals(decodeSpeaker(encodeSpeaker(speaker)), speaker);
  }
  for (let counter = 0; counter < COUNTER_LIMIT; counter += 101) {
    assertEquals(decodeCounter(encodeCounter(counter)), counter);
  }
  assertEquals(decodeCounter(encodeCounter(COUNTER_LIMIT - 1)), COUNTER_LIMIT - 1);
});

Deno.test("a body has its size, and no character that a protocol has to escape", () => {
  for (const size of [CODE_BYTES, 64, 1024]) {
    const body = makeBody(size, SPEAKER_LIMIT - 1);
    assertEquals(body.length, size);
    assertMatch(new TextDecoder().decode(body), /^[a-z; ]*[0-O]{6}$/);
  }
});
