import type { Member } from "../rooms/room.ts";
import type { Directory } from "../names/directory.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Ownership } from "./ownership.ts";
import type { Thing } from "./thing.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** Put in front of a scope: the scope of the reactions there, which only those read who want them. */
const REACTIONS_MARK = "+";

/** Put in front of a room's scope: the scope of the pins there. */
const PINS_MARK = "^";

/** Returns the scope in which the log holds the pins of a room. */
export function pinScopeOf(scope: string): string {
  return `${PINS_MARK}${scope}`;
}

/** Returns the scope in which the log holds the reactions to the messages of a scope. */
export function reactionScopeOf(scope: string): string {
  return `${REACTIONS_MARK}${scope}`;
}

/** The part of the log that gets a reaction, and the members that are told of it. */
export interface Audience {
  readonly scope: string;
  readonly to: string | undefined;
  readonly members: readonly Member[];
}

/** Returns the audience of a reaction: those in the room, or the other side of a direct message. */
export function reactionAudience(thing: Thing, actor: Member, parts: AudienceParts): Audience {
  const { rooms, directory, ownership } = parts;
  const { scope, to, name } = thing;
  const wants = (member: Member) => member !== actor && member.wants.includes("reactions");
  if (scope.startsWith("#")) {
    const members = [...rooms.get(scope)?.members ?? []].filter(wants);
    return { scope: reactionScopeOf(scope), to, members };
  }
  const isToAuthor = scope === `@${actor.fold}`;
  const otherName = isToAuthor ? name : to ?? "";
  const other = directory.get(otherName);
  // Somebody else may have the name by now.
  const isSame = other !== undefined &&
    (isToAuthor ? ownership.isAuthor(other, thing) : ownership.isReader(other, thing));
  return {
    scope: reactionScopeOf(`@${foldName(otherName)}`),
    to: otherName,
    members: isSame && wants(other) ? [other] : [],
  };
}

/** Returns the audience of a pin: all in the room. */
export function pinAudience(
  { scope, to }: Thing,
  actor: Member,
  { rooms }: Pick<AudienceParts, "rooms">,
): Audience {
  const members = [...rooms.get(scope)?.members ?? []].filter((member) => member !== actor);
  return { scope: pinScopeOf(scope), to, members };
}

/** The parts of the hub that know where somebody is. */
export interface AudienceParts {
  readonly directory: Directory;
  readonly ownership: Ownership;
  readonly rooms: Rooms;
}
