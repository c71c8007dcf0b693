import type { History } from "../../../hub/mod.ts";

/** The tag that names the message which a text answers (https://ircv3.net/specs/client-tags/reply). */
export const REPLY_TAG = "+draft/reply";

/** The tags of a reaction, and of one that is taken back (https://ircv3.net/specs/client-tags/react). */
export const REACT_TAG = "+draft/react";
export const UNREACT_TAG = "+draft/unreact";

/**
 * Returns the number of the message that a `msgid` names; undefined where this log never gave it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { seqOfMsgid } from "./msgid.ts";
 *
 * const history = { epoch: "a-b", lastSeq: 7 };
 * assertEquals(["a-b-7", "a-b-8", "b-7"].map((id) => seqOfMsgid(id, history)), [7, undefined, undefined]);
 * ```
 */
export function seqOfMsgid(
  msgid: string,
  { epoch, lastSeq }: Pick<History, "epoch" | "lastSeq">,
): number | undefined {
  if (!msgid.startsWith(`${epoch}-`)) return undefined;
  const digits = msgid.slice(epoch.length + 1);
  const seq = /^[1-9]\d{0,15}$/.test(digits) ? Number(digits) : undefined;
  return seq !== undefined && seq <= lastSeq ? seq : undefined;
}
