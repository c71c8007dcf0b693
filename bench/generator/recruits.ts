/**
 * The peers of a crowd, before they have sockets.
 *
 * @module
 */

import type { Crowd } from "../job.ts";
import { WIRES } from "../wires/mod.ts";
import type { PeerPlan, Wire } from "../wires/wire.ts";

/** A peer before it has a socket. */
export interface Recruit {
  readonly plan: PeerPlan;
  readonly wire: Wire;
  readonly room: number;
  readonly asleep: boolean;
}

/** The peers of a crowd, room by room: first the speakers, then the listeners, then the sleepers. */
export function recruitsOf(crowd: Crowd): Recruit[] {
  const { rooms, speakers, listeners, sleepers = 0, otherRooms, wires } = crowd;
  const perRoom = speakers + listeners + sleepers;
  return Array.from({ length: rooms * perRoom }, (_, index) => {
    const room = Math.floor(index / perRoom);
    const place = index % perRoom;
    const speaks = place < speakers;
    const wire = WIRES[wires[(speaks ? place : place - speakers) % wires.length]];
    const plan: PeerPlan = {
      name: peerName(index),
      room: rooms === 1 && otherRooms === undefined ? "lobby" : `room${room}`,
      speaker: speaks ? room * speakers + place : -1,
      listens: !speaks || crowd.speakersListen === true || wire.speakersListen,
      ...(otherRooms === undefined ? {} : { otherRooms }),
    };
    return { plan, wire, room, asleep: place >= speakers + listeners };
  });
}

/** A name such as `peer0042`; all names have one length. */
export function peerName(index: number): string {
  return `peer${String(index).padStart(4, "0")}`;
}
