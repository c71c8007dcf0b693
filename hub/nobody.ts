import type { PeerName } from "./names/name.ts";
import { BuiltinPeer } from "./peers/builtin_peer.ts";
import { Member } from "./rooms/room.ts";

/** The author of what the hub itself says: nobody gets no copy of it. */
export const NOBODY: Member = new Member(new BuiltinPeer(() => ""), "" as PeerName, "", "", 0);
