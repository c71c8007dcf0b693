import type { Random } from "../../support/random.ts";

/** Rooms that a registered name may open. */
export const LED_ROOMS = ["#led-1", "#led-2"];

/** Returns a command about the rules of a room, which the hub may refuse, or one that leads to it. */
export function roomLine(random: Random, other: string): string {
  const room = LED_ROOMS[random.below(LED_ROOMS.length)];
  const lines = [
    "/register open sesame",
    "/register open sesame",
    "/register open sesame",
    `/join ${room}`,
    `/join ${room}`,
    `/join ${room}`,
    `/part ${room}`,
    `/room ${room} private`,
    `/room ${room} public`,
    `/room ${room} owner ${other}`,
    `/room ${room} open`,
    `/mod ${room} ${other}`,
    `/unmod ${room} ${other}`,
    `/invite ${other} ${room}`,
    `/mute ${room} ${other} 1`,
    `/slow ${room} 1`,
    `/kick ${room} ${other}`,
    `/ban ${room} ${other} 1`,
    `/unban ${room} ${other}`,
    `/topic ${room} about ${other}`,
  ];
  return lines[random.below(lines.length)];
}
