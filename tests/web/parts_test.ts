import { assertEquals, assertInstanceOf } from "@std/assert";
import { Batch, memoryOf, spliceable } from "../../batch/mod.ts";
import { Events, parseEventId, textPayloads, WEBSOCKET } from "../../protocol/mod.ts";
import { AddressRates } from "../../transports/admission/address_rates.ts";
import { closeTextOf } from "../../transports/web/socket/close_code.ts";
import { HttpError } from "../../transports/web/http/http_error.ts";
import { type OriginHeaders, Origins } from "../../transports/web/http/origin.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function batchOf(messages: readonly (readonly [seq: number, json: string])[]): Batch {
  const batch = new Batch("#a");
  for (const [seq, json] of messages) {
    const bytes = encoder.encode(json);
    const body = { view: spliceable(bytes), start: 0, end: bytes.length };
    batch.append(memoryOf(0), 0, body, seq, 0, undefined);
  }
  return batch;
}

Deno.test("WebSocket frames have the shortest length that fits, at every border", () => {
  for (const size of [2, 125, 126, 255, 256, 65_507]) {
    const json = `"${"x".repeat(size - 2)}"`;
    const { bytes, offsets } = WEBSOCKET.encodeBatch(batchOf([[1, json], [2, json]]));
    const headerBytes = size <= 125 ? 2 : 4;
    assertEquals(Array.from(offsets), [0, size + headerBytes, 2 * (size + headerBytes)]);
    assertEquals(bytes[0], 0x81);
    const length = size <= 125 ? [size] : [126, size >> 8, size & 0xff];
    assertEquals([...bytes.subarray(1, headerBytes)], length);
    assertEquals(textPayloads(bytes).map((payload) => decoder.decode(payload)), [json, json]);
  }
});

Deno.test("a batch is encoded once for all browsers", () => {
  const batch = batchOf([[1, "{}"]]);
  assertEquals(WEBSOCKET.encodeBatch(batch) === WEBSOCKET.encodeBatch(batch), true);
});

Deno.test("events have an id where there is a number, and a name where there is none", () => {
  const events = new Events({ epoch: "log1" });
  const { bytes } = events.encodeBatch(batchOf([[7, '{"msg":"狗"}'], [0, '{"event":"join"}']]));
  assertEquals(
    decoder.decode(bytes),
    'id: 7.log1\ndata: {"msg":"狗"}\n\nevent: notice\ndata: {"event":"join"}\n\n',
  );
});

Deno.test("the last id of a turn's events is known without reading them again", () => {
  const events = new Events({ epoch: "log1" });
  const { bytes } = events.encodeBatch(batchOf([[7, "{}"], [8, "{}"], [0, "{}"]]));
  const copy = bytes.slice();
  // No program does this: it shows that the bytes aren't looked at.
  bytes.fill(0);
  assertEquals(events.lastIdOf(bytes), "8.log1");
  assertEquals(events.lastIdOf(copy), "8.log1");
  assertEquals(events.lastIdOf(events.encodePosition(9)), "9.log1");
  const notices = events.encodeBatch(batchOf([[0, '{"msg":"id: 1"}']])).bytes;
  assertEquals(events.lastIdOf(notices), undefined);
  assertEquals(events.lastIdOf(notices.slice()), undefined);
});

Deno.test("an event's id says number and log, and anything else nothing", () => {
  assertEquals(parseEventId("7.log.1"), { since: 7, epoch: "log.1" });
  assertEquals(parseEventId("7"), { since: 7 });
  for (const id of ["", "x", "-1", "7.", "99999999999999999"]) {
    assertEquals(parseEventId(id), undefined, id);
  }
});

Deno.test("a close frame's reason fits into 123 bytes, and cuts no character in two", () => {
  for (const char of ["x", "é", "狗", "😀"]) {
    for (let pad = 0; pad < 4; pad++) {
      const sentence = "-".repeat(pad) + char.repeat(200);
      const text = closeTextOf({ code: "kicked", sentence });
      assertEquals(encoder.encode(text).length <= 123, true);
      assertEquals(/^kicked: -*[xé狗😀]+…$/u.test(text), true, text);
    }
  }
  assertEquals(closeTextOf({ code: "quit", sentence: "Goodbye." }), "quit: Goodbye.");
});

function isAllowed(origins: Origins, question: OriginHeaders): boolean {
  try {
    origins.check(question);
    return true;
  } catch (error) {
    assertInstanceOf(error, HttpError);
    assertEquals(error.code, "origin-not-allowed");
    return false;
  }
}

Deno.test("an origin is ours if it names the same host, or the operator named it", () => {
  const open = new Origins(["https://friend.example"], "0.0.0.0");
  const asks = (origin: string | undefined, host: string | undefined) =>
    isAllowed(open, { origin, host });
  assertEquals(asks(undefined, undefined), true);
  assertEquals(asks("http://chat.example:8080", "chat.example:8080"), true);
  assertEquals(asks("https://chat.example", "chat.example"), true);
  assertEquals(asks("https://chat.example", "CHAT.example:443"), true);
  assertEquals(asks("https://friend.example", "chat.example"), true);
  assertEquals(asks("http://friend.example", "chat.example"), false);
  assertEquals(asks("http://chat.example:8081", "chat.example:8080"), false);
  assertEquals(asks("null", "chat.example"), false);
  assertEquals(asks("http://chat.example", undefined), false);
});

Deno.test("a foreign page that hides its origin is known by Sec-Fetch-Site", () => {
  const open = new Origins([], "0.0.0.0");
  const asks = (site: string | undefined) =>
    isAllowed(open, { origin: undefined, host: "chat.example", site });
  for (const site of [undefined, "same-origin", "none"]) assertEquals(asks(site), true, site);
  for (const site of ["cross-site", "same-site"]) assertEquals(asks(site), false, site);
});

Deno.test("on loopback only loopback's own names are ours, and what the operator named", () => {
  const local = new Origins(["https://chat.example"], "127.0.0.1");
  const asks = (host: string) =>
    isAllowed(local, { origin: `http://${host}`, host }) &&
    isAllowed(local, { origin: undefined, host });
  for (const host of ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "a.localhost"]) {
    assertEquals(asks(host), true, host);
  }
  for (const host of ["evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example"]) {
    assertEquals(asks(host), false, host);
  }
  const proxied = { origin: "https://chat.example", host: "chat.example" };
  assertEquals(isAllowed(local, proxied), true);
  assertEquals(isAllowed(local, { ...proxied, origin: undefined }), true);
  assertEquals(isAllowed(new Origins(["*"], "127.0.0.1"), { origin: "null", host: "x" }), true);
});

Deno.test("rates are kept for each address, and for so many only", () => {
  const rates = new AddressRates({ rate: { perSecond: 1, burst: 1 }, maxAddresses: 2 });
  assertEquals(rates.spend("a", 0), 0);
  assertEquals(rates.spend("a", 0), 1000);
  assertEquals(rates.spend("b", 0), 0);
  assertEquals(rates.spend("c", 0), 0);
  // "a" has been forgotten for "c", "c" hasn't.
  assertEquals(rates.spend("c", 0), 1000);
  assertEquals(rates.spend("a", 0), 0);
});
