import { assertEquals, assertMatch } from "@std/assert";
import { acceptEach, type Listener } from "../../../transports/stream/accept.ts";
import { Shortage } from "../../../transports/mod.ts";
import { CapturedLog } from "../../support/server/captured_log.ts";

interface Conn {
  close(): void;
}

/** A listener whose attempts go as a test says; behind the last one the signal aborts. */
class StagedListener implements Listener<Conn> {
  readonly #abort = new AbortController();
  readonly signal = this.#abort.signal;

  constructor(readonly attempts: Iterator<Error | Conn>) {}

  accept(): Promise<Conn> {
    const { value, done } = this.attempts.next();
    if (done) this.#abort.abort();
    const error = done ? new Deno.errors.BadResource("closed") : value;
    return error instanceof Error ? Promise.reject(error) : Promise.resolve(error);
  }

  close(): void {}
}

class StagedConn implements Conn {
  close(): void {}
}

function failure(code: string): Error {
  return Object.assign(new Error(`os error: ${code}`), { code });
}

/** Counts the connections that are accepted. */
async function accepted(attempts: Iterable<Error | Conn>): Promise<number> {
  const listener = new StagedListener(attempts[Symbol.iterator]());
  let count = 0;
  const context = { shortage: new Shortage(), now: () => 0 };
  await acceptEach(listener, listener.signal, context, () => void count++);
  return count;
}

Deno.test("connections that are reset before they are accepted delay nobody", async () => {
  using log = new CapturedLog();
  const errors = ["ENOTCONN", "ECONNABORTED", "ECONNRESET", "EINVAL", "EPROTO"].map(failure);
  function* attempts(): Generator<Error | Conn> {
    for (let i = 0; i < 10_000; i++) yield errors[i % errors.length];
    yield new StagedConn();
  }
  // Each wait would be 100 ms: a quarter of an hour for all.
  assertEquals(await accepted(attempts()), 1);
  assertEquals(log.linesOf("accept"), []);
});

Deno.test("a shortage is survived, and logged once", async () => {
  using log = new CapturedLog();
  const attempts = [failure("EMFILE"), failure("EMFILE"), new StagedConn(), new StagedConn()];
  assertEquals(await accepted(attempts), 2);
  assertEquals(log.linesOf("accept").length, 1);
  assertMatch(log.linesOf("accept")[0], /^error: .*no file descriptor left.*ulimit -n/);
});

Deno.test("a connection that comes in during the stop is closed", async () => {
  let closed = 0;
  const abort = new AbortController();
  const conn = { close: () => closed++ };
  const listener = {
    accept() {
      abort.abort();
      return Promise.resolve(conn);
    },
    close() {},
  };
  const context = { shortage: new Shortage(), now: () => 0 };
  await acceptEach(listener, abort.signal, context, () => {
    throw new Error("nobody may be served any more");
  });
  assertEquals(closed, 1);
});

Deno.test("the next connection is accepted when the one before allows it", async () => {
  const attempts = [new StagedConn(), new StagedConn()];
  const listener = new StagedListener(attempts[Symbol.iterator]());
  const context = { shortage: new Shortage(), now: () => 0 };
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const accepting = acceptEach(listener, listener.signal, context, () => {
    order.push("accepted");
    return order.length === 1 ? gate.promise.then(() => void order.push("let")) : undefined;
  });
  gate.resolve();
  await accepting;
  assertEquals(order, ["accepted", "let", "accepted"]);
});
