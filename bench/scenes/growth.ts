/**
 * The scenes of how cost grows.
 *
 * @module
 */

import { flood } from "./flood.ts";
import { type Scene, without } from "./scene.ts";

/** The same load for each receiver, whatever their number. */
const GROWTH_WINDOW_MESSAGES = 128;

/** The numbers of receivers in the scenes of growing cost. */
export const GROWTH_STEPS = [10, 100, 1000, 5000, 20_000] as const;

/** From few receivers to many, with the same number of messages under way to each. */
export const GROWTH: readonly Scene[] = GROWTH_STEPS.map((listeners) =>
  flood({
    name: `grow-${listeners}`,
    title: `1 to ${listeners}, 64 B, ${GROWTH_WINDOW_MESSAGES} messages under way to each`,
    about: "A step of how cost grows.",
    crowd: { rooms: 1, speakers: 1, listeners },
    window: GROWTH_WINDOW_MESSAGES,
    skip: without(["mosquitto", "ngircd", "inspircd"], "only a step of how cost grows"),
  })
);

/** The numbers of rooms that each peer is in, in the scenes of growing cost. */
export const ROOM_STEPS = [1, 10, 100, 1000] as const;

/** The same crowd in more and more rooms, of which all but one are silent. */
export const ROOM_GROWTH: readonly Scene[] = ROOM_STEPS.map((rooms) =>
  flood({
    name: `grow-rooms-${rooms}`,
    title: `1 to 100, 64 B, each peer in ${rooms} room${rooms === 1 ? "" : "s"}`,
    about: "All peers are in the same rooms, and one speaks in one of them.",
    crowd: { rooms: 1, speakers: 1, listeners: 100, otherRooms: rooms - 1 },
    window: GROWTH_WINDOW_MESSAGES,
    skip: without(["epoll", "mosquitto", "ngircd", "inspircd"], "its peers are in one room here"),
  })
);
