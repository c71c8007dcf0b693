import { DEFAULT_CONNECTION_LIMITS, DEFAULT_HUB_LIMITS } from "../../../server/config/mod.ts";
import { Hub, MemoryHistory } from "../../../hub/mod.ts";
import { MemoryAccounts, MemoryBans, MemoryHooks } from "../../../store/mod.ts";
import { Counters } from "../../../transports/counters.ts";
import { Bugs, type Context, RefusalLog, Shortage, Turn } from "../../../transports/mod.ts";

/**
 * The parts that transports share, without a listener, while time stands still. A hub's bug throws.
 *
 * @param nodes Addresses of other nodes, for peers of every transport.
 */
export function memoryContext(nodes: readonly string[] = []): Context {
  const history = new MemoryHistory({ retainMessages: 10, retainBytes: 10_000, epoch: "e" });
  const turn: Turn = new Turn(() => hub.flush());
  const hub: Hub = new Hub({
    accounts: new MemoryAccounts(),
    bans: new MemoryBans(),
    hooks: new MemoryHooks(),
    hashToken: (token) => `hash of ${token}`,
    history,
    limits: DEFAULT_HUB_LIMITS,
    requestFlush: turn.request,
    otherNodes: () => nodes,
    hashKey: [1, 2],
    newToken: () => crypto.randomUUID(),
    isToken: undefined,
    onBug: (error) => {
      throw error;
    },
  });
  return {
    hub,
    limits: { ...DEFAULT_CONNECTION_LIMITS, rate: undefined },
    turn,
    now: () => 0,
    connections: new Set(),
    files: undefined,
    trace: undefined,
    counters: new Counters(),
    shortage: new Shortage(),
    refusals: new RefusalLog(),
    bugs: new Bugs(() => 0),
  };
}
