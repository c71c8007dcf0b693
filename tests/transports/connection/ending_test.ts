import { assertEquals } from "@std/assert";
import { Connection } from "../../../transports/connection/connection.ts";
import { endConnection } from "../../../transports/connection/ending.ts";
import type { Link } from "../../../transports/connection/link.ts";
import type { Context } from "../../../transports/mod.ts";
import { STREAM_DIALECTS } from "../../../protocol/mod.ts";
import { CapturedLog } from "../../support/server/captured_log.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

const LINK: Link = {
  transport: "tcp",
  address: "192.0.2.1",
  remote: "tcp 192.0.2.1:9",
  write: () => Promise.resolve(),
  close() {},
};

/** A connection that has introduced itself as ada. */
function joinAda(context: Context): Connection {
  const connection = new Connection(context, LINK);
  connection.speak(STREAM_DIALECTS["json-lines"]);
  connection.handle({ name: "ada" }, 0);
  return connection;
}

/** Ends a connection whose methods are partly broken. Returns how often its end was told, and what is left. */
async function endOf(broken: Partial<Connection>) {
  using log = new CapturedLog();
  const context = memoryContext();
  const connection = joinAda(context);
  await context.turn.next();
  await connection.drained();
  Object.assign(connection, broken);
  let ends = 0;
  await new Promise<void>((resolve) => {
    endConnection(connection, context, () => {
      ends++;
      resolve();
    });
  });
  await context.turn.next();
  const isNameFree = joinAda(context).member !== undefined;
  await context.turn.next();
  return { ends, isNameFree, bugs: log.linesOf("bug").length };
}

const ENDED = { ends: 1, isNameFree: true };

Deno.test("a peer whose drain fails is detached, and the error is logged", async () => {
  const drained = () => Promise.reject(new Error("drained"));
  assertEquals(await endOf({ backlogBytes: () => 1, drained }), { ...ENDED, bugs: 1 });
});

Deno.test("a peer is detached if the bytes owed to it can't be counted", async () => {
  const backlogBytes = () => {
    throw new Error("backlogBytes");
  };
  assertEquals(await endOf({ backlogBytes }), { ...ENDED, bugs: 1 });
});

Deno.test("the end of a connection is told once even if its peer can't be detached", async () => {
  const detach = () => {
    throw new Error("detach");
  };
  assertEquals(await endOf({ detach }), { ends: 1, isNameFree: false, bugs: 1 });
});
