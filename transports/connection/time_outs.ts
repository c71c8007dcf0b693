import { plainNotice } from "../../hub/mod.ts";
import type { CloseReason, Notice } from "../../hub/mod.ts";
import type { Due } from "./liveness.ts";

/** The connection whose time-outs are checked. */
export interface Timed {
  send(notice: Notice): void;
  close(reason: CloseReason): void;
}

/** Ends a connection whose peer is silent for too long, or sends the heartbeat that is due. */
export function endOverdue(connection: Timed, due: Due, helloTimeoutMs: number): void {
  switch (due.kind) {
    case "hello-timeout":
      return connection.close({
        code: "hello-timeout",
        sentence:
          `Nothing that names you came within ${helloTimeoutMs} ms: send a first message, like {"name":"ada","msg":"hi"} or a line of text.`,
      });
    case "idle-timeout":
      return connection.close({ code: "idle-timeout", sentence: due.sentence });
    case "heartbeat":
      return connection.send(plainNotice("heartbeat", "The hub is here."));
    default:
      due satisfies never;
  }
}
