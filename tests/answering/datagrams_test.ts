import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { formattedTime, upperCase } from "../../transports/answering/answer.ts";
import { DatagramAnswers } from "../../transports/answering/datagram_answers.ts";
import { answeringRates } from "../../transports/answering/listen.ts";
import type { Context } from "../../transports/mod.ts";
import { FakeSocket } from "../support/server/fake_socket.ts";
import { memoryContext } from "../support/server/memory_context.ts";
import { Operator } from "../support/hub/operator.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Noon on the test machine, on 25 November 2026. */
const NOON_MS = new Date(2026, 10, 25, 12).getTime();
/** Of a range for documentation (RFC 5737). */
const STRANGER = "203.0.113.7";
const HUB_PORT = 9000;
/** Makes the answer throw. */
const BUG = "bug";

/** One port on a fake socket, at a time that the test sets. */
class Stage implements AsyncDisposable {
  readonly socket = new FakeSocket();
  nowMs = NOON_MS;
  readonly context: Context;
  readonly #abort = new AbortController();
  readonly #served: Promise<void>;

  constructor(name: "echo" | "time") {
    this.context = { ...memoryContext(), now: () => this.nowMs };
    const answer = (question: Uint8Array) => {
      if (decoder.decode(question) === BUG) throw new Error("a bug");
      return name === "echo" ? upperCase(question) : formattedTime(question, this.nowMs);
    };
    const answers = new DatagramAnswers(this.socket, name, answer, {
      context: this.context,
      rates: answeringRates(this.context.limits),
      ownPorts: new Set([HUB_PORT]),
    });
    this.#served = answers.serve(this.#abort.signal);
  }

  /** The answer's text; undefined where none is sent. */
  async asks(
    question: string | Uint8Array,
    { hostname = "127.0.0.1", port = 50_000 } = {},
  ): Promise<string | undefined> {
    const sent = this.socket.sent.length;
    const bytes = typeof question === "string" ? encoder.encode(question) : question;
    await this.socket.arrive(bytes, { transport: "udp", hostname, port });
    const answer = this.socket.sent.at(sent)?.bytes;
    return answer === undefined ? undefined : decoder.decode(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#served;
  }
}

Deno.test("a datagram is a format of strftime, and an empty one means date and time", async () => {
  await using time = new Stage("time");
  assertEquals(await time.asks("%Y %m %d"), "2026 11 25");
  assertEquals(await time.asks(""), "2026-11-25 12:00:00");
  assertEquals(await time.asks("%"), "%");
  assertEquals(await time.asks(Uint8Array.of(0xff, 0x25, 0x59)), "\ufffd2026");
});

Deno.test("a datagram comes back in upper case, the empty one too, of whatever bytes", async () => {
  await using echo = new Stage("echo");
  assertEquals(await echo.asks("hello 你好"), "HELLO 你好");
  assertEquals(await echo.asks(""), "");
  await echo.asks(Uint8Array.of(0x00, 0x61, 0xff));
  assertEquals(echo.socket.sent.at(-1)?.bytes, Uint8Array.of(0x00, 0x41, 0xff));
});

Deno.test("this machine gets every answer whole; another gets an empty one instead of more than three times its question", async () => {
  await using time = new Stage("time");
  assertEquals(await time.asks("%c"), "Wed Nov 25 12:00:00 2026");
  assertEquals(await time.asks("%c", { hostname: STRANGER }), "");
  assertEquals(await time.asks("", { hostname: STRANGER }), "");
  assertEquals(await time.asks("%Y %m %d", { hostname: STRANGER }), "2026 11 25");
});

for (const name of ["time", "echo"] as const) {
  Deno.test(`${name}: one answer to a question, of at most three times its bytes`, async () => {
    const question = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.stringMatching(/^(?:%[a-zA-Z]|.){0,300}$/).map((text) => encoder.encode(text)),
    );
    await using stage = new Stage(name);
    await fc.assert(fc.asyncProperty(question, async (bytes) => {
      stage.nowMs += 1_000;
      const before = stage.socket.sent.length;
      const size = bytes.length;
      await stage.asks(bytes, { hostname: STRANGER });
      const answers = stage.socket.sent.slice(before);
      assertEquals(answers.length, 1);
      assertLessOrEqual(answers[0].bytes.length, 3 * size);
    }));
  });
}

Deno.test("ports that may answer everything themselves get no answer: no two answer each other for ever", async () => {
  await using echo = new Stage("echo");
  for (const port of [7, 13, 19, 37, 53, 123, 1023, HUB_PORT]) {
    assertEquals(await echo.asks("round", { port }), undefined, `${port}`);
  }
  assertEquals(await echo.asks("round", { port: 1024 }), "ROUND");
});

Deno.test("a loop between two such ports ends at the rate of an address", async () => {
  await using one = new Stage("echo");
  await using other = new Stage("time");
  let rounds = 0;
  let words: string | undefined = "round and round";
  for (const [stage, port] of turns(one, other)) {
    words = await stage.asks(words, { hostname: STRANGER, port });
    if (words === undefined) break;
    rounds++;
  }
  assertEquals(words, undefined);
  assertLessOrEqual(rounds, 2 * 200 + 2);
  one.nowMs += 1_000;
  assertEquals(await one.asks("still there"), "STILL THERE");
});

function* turns(one: Stage, other: Stage): Generator<[Stage, number]> {
  for (let i = 0; i < 10_000; i++) yield i % 2 === 0 ? [one, 50_001] : [other, 50_002];
}

Deno.test("an address has one rate, whatever its ports, and others have their own", async () => {
  await using echo = new Stage("echo");
  const answers: (string | undefined)[] = [];
  for (let i = 0; i < 250; i++) answers.push(await echo.asks("x", { port: 50_000 + i }));
  assertEquals(answers.filter((answer) => answer !== undefined).length, 200);
  assertEquals(echo.context.counters.rateLimited, 50);
  assertEquals(await echo.asks("x", { hostname: STRANGER }), "X");
  echo.nowMs += 1_000;
  assertEquals(await echo.asks("x"), "X");
});

Deno.test("a banned address gets no answer", async () => {
  await using echo = new Stage("echo");
  new Operator(echo.context.hub, echo.context.now).type(`/ban ${STRANGER} 1`);
  assertEquals(await echo.asks("x", { hostname: STRANGER }), undefined);
  assertEquals(await echo.asks("x", { hostname: `::ffff:${STRANGER}` }), undefined);
  echo.nowMs += 60_000;
  assertEquals(await echo.asks("x", { hostname: STRANGER }), "X");
});

Deno.test("a bug in an answer costs one datagram its answer, and not the server", async () => {
  await using echo = new Stage("echo");
  assertEquals(await echo.asks(BUG), undefined);
  assertEquals(await echo.asks("next"), "NEXT");
});
