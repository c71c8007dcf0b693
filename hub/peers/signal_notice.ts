import { plainNotice } from "../notice.ts";
import type { Signal } from "./signal.ts";
import type { Notice, Want } from "../../vocabulary/mod.ts";

/** The tag by which IRC clients know that somebody types. */
export const TYPING_TAG = "+typing=active";

/** Returns a signal as a notice, for a peer that speaks JSON; undefined if the peer doesn't want it. */
export function noticeOf(signal: Signal, wants: readonly Want[]): Notice | undefined {
  switch (signal.kind) {
    case "tags": {
      if (!wants.includes("typing") || !tellsTyping(signal.tags)) return undefined;
      const { name: peer, to } = signal;
      return { name: "server", msg: `${peer} is typing`, event: "typing", peer, to };
    }
    case "away": {
      if (!wants.includes("presence")) return undefined;
      const { name: peer, text } = signal;
      const msg = text === undefined ? `${peer} is back` : `${peer} is away: ${text}`;
      return {
        name: "server",
        msg,
        event: "away",
        peer,
        ...(text !== undefined && { away: text }),
      };
    }
    case "invite": {
      const { name, room } = signal;
      return plainNotice("info", `${name} invites you to ${room}: /join ${room} goes there.`);
    }
    case "invited":
    case "account":
    case "real-name":
    case "online":
    case "offline":
    case "program":
      return undefined;
    default:
      return signal satisfies never;
  }
}

/** True for the tags of somebody who types. */
function tellsTyping(tags: string): boolean {
  return tags.split(";").some((tag) => tag === TYPING_TAG || tag === "+draft/typing=active");
}
