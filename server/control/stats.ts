import type { Server } from "../server.ts";

/**
 * Returns what an operator asks for most, a name and a number in each line.
 *
 * @param startedMs The time of the start by the server's clock.
 */
export function statsOf({ hub, context }: Server, startedMs: number): string[] {
  const peers = [...hub.directory.values()].filter(({ peer }) => peer.transport !== "hub");
  const facts: Readonly<Record<string, number | string>> = {
    "uptime-s": Math.floor((context.now() - startedMs) / 1000),
    "peers": peers.length,
    "connections": context.connections.size,
    "rooms": [...hub.rooms.values()].length,
    "messages-since-start": hub.messageCount,
    "last-seq": hub.history.lastSeq,
    "epoch": hub.history.epoch,
    "bans": hub.bans.list(context.now()).length,
    "disk-behind": hub.history.congested === undefined ? 0 : 1,
    "memory-bytes": Deno.memoryUsage().rss,
  };
  return Object.entries(facts).map(([name, fact]) => `${name} ${fact}`);
}
