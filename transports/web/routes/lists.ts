import type { ServerResponse } from "node:http";
import { isVisible } from "../../../hub/mod.ts";
import { answerJson } from "../http/answer.ts";
import { HttpError } from "../http/http_error.ts";
import { type ParsedRequest, roomOf } from "../http/parsed_request.ts";
import type { WebContext } from "../web_context.ts";

const LISTED_MAX = 1_000;

/**
 * `GET /peers`: lists the members of the hub or of one room, at most 1,000, and counts them all.
 *
 * @throws {HttpError} `room-unknown`.
 */
export function getPeers(
  response: ServerResponse,
  { query }: ParsedRequest,
  { context }: WebContext,
): void {
  const { directory, rooms, wall } = context.hub;
  const asked = query.get("room");
  const room = asked === null ? undefined : rooms.visible(roomOf(asked), undefined);
  if (asked !== null && room === undefined) {
    const name = roomOf(asked).slice(0, 64);
    throw new HttpError(404, "room-unknown", `There is no room ${name}: GET /rooms lists them.`);
  }
  const peers = [];
  for (const member of room?.members ?? directory.values()) {
    if (peers.length === LISTED_MAX) break;
    const { name, peer: { transport }, sinceMs } = member;
    const here = [...member.rooms].filter((one) => isVisible(one, undefined)).map((one) =>
      one.name
    );
    peers.push({
      name,
      transport,
      rooms: here,
      ...(sinceMs > 0 && { since: timeOf(wall.at(sinceMs)) }),
    });
  }
  answerJson(response, 200, { peers, count: room?.members.size ?? directory.size });
}

/** `GET /rooms`: lists the rooms with their numbers of members, at most 1,000, and counts them all. */
export function getRooms(response: ServerResponse, { context }: WebContext): void {
  const { rooms } = context.hub;
  const list = [];
  const visible = rooms.visibleTo(undefined);
  for (const { name: room, members } of visible) {
    if (list.length === LISTED_MAX) break;
    list.push({ room, count: members.size });
  }
  answerJson(response, 200, { rooms: list, count: visible.length });
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
