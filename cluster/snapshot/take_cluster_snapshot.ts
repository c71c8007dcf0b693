import { type CopyableAccounts, type History, type LogCopy, takeSnapshot } from "../../hub/mod.ts";
import type { StateMachine } from "../../hub/mod.ts";
import type { ClusterOrder } from "../cluster_order.ts";
import { encodePart, messagesParts, SNAPSHOT_FORM, type SnapshotPart } from "./snapshot_part.ts";

/** Bytes that are handed on at once. */
const BLOCK_BYTES = 128 * 1024;

/** The parts of a hub that a snapshot is taken of, or that are built from one. */
export interface SnapshotSource {
  readonly machine: StateMachine;
  readonly accounts: CopyableAccounts;
  readonly order: ClusterOrder;
  /** This node's copy of the messages. */
  readonly store: History;
  /** The messages of `store`. */
  readonly copy: LogCopy;
}

/**
 * Takes a snapshot of a hub. The state is copied within the call, and the messages while the blocks
 * are read: the hub goes on meanwhile.
 *
 * @param position The position of the newest bundle that was applied.
 * @returns The snapshot's bytes, in blocks.
 */
export function takeClusterSnapshot(
  { machine, accounts, order, copy }: SnapshotSource,
  position: number,
): AsyncGenerator<Uint8Array> {
  const nodes = [...order.nodes.entries()];
  const members = nodes.flatMap(([, node]) => [...node.members.values()]);
  const items = takeSnapshot(machine.state, accounts, members);
  const { epoch, lastSeq } = machine.state.history;
  const { newestSeq } = copy;
  const state: SnapshotPart[] = [
    {
      kind: "begin",
      form: SNAPSHOT_FORM,
      epoch,
      position,
      lastSeq,
      newestSeq,
      timeMs: order.timeMs,
    },
    ...items.map((item): SnapshotPart => ({ kind: "item", item })),
    ...nodes.map(([node, { name, lastNumber, members }]): SnapshotPart => {
      const refs = [...members].filter(([, { attached }]) => attached).map(([ref]) => ref);
      return { kind: "node", node, name, lastNumber, refs };
    }),
    { kind: "left-nodes", nodes: [...order.nodes.left] },
  ];
  return inBlocks(partsOf(state, copy, lastSeq));
}

/** Yields arrays: to wait for each part would take longer than its encoding. */
async function* partsOf(
  state: readonly SnapshotPart[],
  copy: LogCopy,
  lastSeq: number,
): AsyncGenerator<readonly SnapshotPart[]> {
  yield state;
  for await (const messages of copy.messages()) {
    // The messages behind the position are in the log.
    yield messagesParts(messages.filter(({ seq }) => seq <= lastSeq));
  }
  const evictions = await copy.evictions();
  yield [
    ...evictions.map((eviction): SnapshotPart => ({ kind: "eviction", eviction })),
    { kind: "end" },
  ];
}

async function* inBlocks(
  groups: AsyncIterable<readonly SnapshotPart[]>,
): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(BLOCK_BYTES);
  let used = 0;
  for await (const parts of groups) {
    for (const piece of parts.flatMap(encodePart)) {
      let rest = piece;
      while (used + rest.length > BLOCK_BYTES) {
        block.set(rest.subarray(0, BLOCK_BYTES - used), used);
        rest = rest.subarray(BLOCK_BYTES - used);
        yield block;
        block = new Uint8Array(BLOCK_BYTES);
        used = 0;
      }
      block.set(rest, used);
      used += rest.length;
    }
  }
  yield block.subarray(0, used);
}
