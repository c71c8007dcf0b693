import type { CopyableAccounts } from "../access/accounts.ts";
import type { RecentId } from "../history/history.ts";
import type { AuditRecord } from "../audit/audit_record.ts";
import type { HubState } from "../hub_state.ts";
import { BuiltinPeer } from "../peers/builtin_peer.ts";
import type { Member, Room } from "../rooms/room.ts";
import type { MemberItem, RoomItem, SnapshotItem } from "./snapshot_item.ts";

const IDS_PER_PART = 1_000;
const AUDIT_RECORDS_PER_PART = 100;

/**
 * Returns a copy of the state without the messages. Everything that is pending is delivered first, so
 * the history holds all messages that the state knows of.
 *
 * @param members All members, those that the directory doesn't list included.
 */
export function takeSnapshot(
  state: HubState,
  accounts: CopyableAccounts,
  members: Iterable<Member>,
): SnapshotItem[] {
  const { audit, bans, charters, directory, fanOut, hooks, recentIds, rooms, sessions, things } =
    state;
  fanOut.flush();
  const listed = [...directory.values()].filter(({ peer }) => !(peer instanceof BuiltinPeer));
  const unlisted = [...members].filter((one) => one.attached && directory.get(one.name) !== one);
  const present = [...listed, ...unlisted];
  return [
    ...present.map((member) => memberItem(member, { isInDirectory: !unlisted.includes(member) })),
    ...[...rooms.values()].map(roomItem),
    ...[charters.hub, ...charters.values()].map((charter): SnapshotItem => ({
      kind: "charter",
      charter: charter.record(),
    })),
    ...present.map(seatsItem),
    ...[...sessions.records()].map((session): SnapshotItem => ({ kind: "session", session })),
    { kind: "sessions-swept", sweptMs: sessions.sweptMs },
    ...[...accounts.records()].map((account): SnapshotItem => ({ kind: "account", account })),
    ...[...bans.records()].map((ban): SnapshotItem => ({ kind: "ban", ban })),
    { kind: "last-ban", number: bans.lastNumber },
    ...[...hooks.values()].map((hook): SnapshotItem => ({ kind: "hook", hook })),
    ...auditItems(audit.records()),
    ...recentIdItems(recentIds.entries()),
    ...[...things.values()].map((thing): SnapshotItem => ({ kind: "thing", thing })),
  ];
}

function auditItems(records: readonly AuditRecord[]): SnapshotItem[] {
  const items: SnapshotItem[] = [];
  for (let i = 0; i < records.length; i += AUDIT_RECORDS_PER_PART) {
    items.push({ kind: "audit", records: records.slice(i, i + AUDIT_RECORDS_PER_PART) });
  }
  return items;
}

/** There may be so many ids that a part for each would take most of the time. */
function recentIdItems(entries: Iterable<RecentId>): SnapshotItem[] {
  const items: { kind: "recent-ids"; recentIds: RecentId[] }[] = [];
  for (const recentId of entries) {
    const newest = items.at(-1)?.recentIds;
    if (newest !== undefined && newest.length < IDS_PER_PART) newest.push(recentId);
    else items.push({ kind: "recent-ids", recentIds: [recentId] });
  }
  return items;
}

function memberItem(
  { ref, peer, name, session, sinceMs, away, isOperator }: Member,
  { isInDirectory }: Pick<MemberItem, "isInDirectory">,
): MemberItem {
  const { transport, address, profile } = peer;
  return {
    kind: "member",
    ref,
    transport,
    address,
    name,
    session,
    sinceMs,
    ...(away !== undefined && { away }),
    ...(profile !== undefined && { profile }),
    isOperator,
    isInDirectory,
  };
}

function roomItem({ name, members, topic, openedMs }: Room): RoomItem {
  return {
    kind: "room",
    name,
    refs: [...members].map(({ ref }) => ref),
    ...(topic !== undefined && { topic }),
    ...(openedMs !== undefined && { openedMs }),
  };
}

function seatsItem({ ref, rooms, current }: Member): SnapshotItem {
  return {
    kind: "seats",
    ref,
    rooms: [...rooms].map(({ name }) => name),
    ...(current !== undefined && { current: current.name }),
  };
}
