import type { CopyableAccounts } from "../access/accounts.ts";
import type { HubState } from "../hub_state.ts";
import type { PeerName, RoomName } from "../names/name.ts";
import { RemotePeer } from "../peers/remote_peer.ts";
import { Member } from "../rooms/room.ts";
import { foldName } from "../../vocabulary/mod.ts";
import type { MemberItem, RoomItem, SnapshotItem } from "./snapshot_item.ts";

/** Builds the state of a hub, which has to be new, from a copy of another hub's state. */
export class Restoration {
  /** The members that were restored, by their refs. */
  readonly members: Map<number, Member> = new Map();
  readonly #state: HubState;
  readonly #accounts: CopyableAccounts;

  constructor(state: HubState, accounts: CopyableAccounts) {
    this.#state = state;
    this.#accounts = accounts;
  }

  /** Restores one part. The parts come in the order in which `takeSnapshot` returned them. */
  restore(item: SnapshotItem): void {
    const { audit, bans, charters, hooks, recentIds, rooms, sessions, things } = this.#state;
    switch (item.kind) {
      case "member":
        return this.#restoreMember(item);
      case "room":
        return this.#restoreRoom(item);
      case "seats":
        return this.#restoreSeats(item);
      case "charter":
        return rooms.restoreCharter(charters.restore(item.charter));
      case "session":
        return sessions.restore(item.session, (ref) => this.members.get(ref));
      case "sessions-swept":
        sessions.sweptMs = item.sweptMs;
        return;
      case "account":
        return this.#accounts.restore(item.account);
      case "ban":
        return bans.restore(item.ban);
      case "last-ban":
        bans.lastNumber = item.number;
        return;
      case "hook":
        return hooks.restore(item.hook);
      case "audit":
        for (const record of item.records) audit.restore(record);
        return;
      case "recent-ids":
        for (const recentId of item.recentIds) recentIds.restore(recentId);
        return;
      case "thing":
        return things.put(item.thing);
      default:
        item satisfies never;
    }
  }

  #restoreMember(item: MemberItem): void {
    const { ref, transport, address, profile, session, sinceMs, away, isOperator, isInDirectory } =
      item;
    const name = item.name as PeerName;
    const peer = new RemotePeer(transport, address, profile);
    const member = new Member(peer, name, foldName(name), session, sinceMs);
    member.ref = ref;
    member.away = away;
    member.isOperator = isOperator;
    this.members.set(ref, member);
    if (isInDirectory) this.#state.directory.add(member);
  }

  #restoreRoom({ name, refs, topic, openedMs }: RoomItem): void {
    const room = this.#state.rooms.restore(name as RoomName);
    room.topic = topic;
    room.openedMs = openedMs;
    for (const ref of refs) {
      const member = this.members.get(ref);
      if (member !== undefined) room.members.add(member);
    }
  }

  #restoreSeats({ ref, rooms, current }: SnapshotItem & { kind: "seats" }): void {
    const member = this.members.get(ref);
    if (member === undefined) return;
    for (const name of rooms) {
      const room = this.#state.rooms.get(name);
      if (room !== undefined) member.rooms.add(room);
    }
    member.current = current === undefined ? undefined : this.#state.rooms.get(current);
  }
}
