import type { StateMachine } from "../hub/mod.ts";
import type { ClusterHistory } from "./cluster_history.ts";

/** The parts that a `ClusterOrder` works with. */
export interface ClusterOrderOptions {
  readonly machine: StateMachine;
  readonly history: ClusterHistory;
  /** Writes a bundle to the log. The caller sees to it that the log has it at least once. */
  readonly send: (bundle: Uint8Array) => void;
  /** Sends a signal to the other nodes, which hand it to `ClusterOrder.receiveSignal`. */
  readonly sendSignal: (text: string) => void;
  /** Called when a bundle is to be sent: call `ClusterOrder.flush` before the turn ends. */
  readonly requestFlush: () => void;
  /** The others hold this node for dead. Its peers have left; it may join under another number. */
  readonly onLost: () => void;
  /** NATS has a snapshot, as a node says. */
  readonly onSnapshot: (snapshot: { position: number; sizeBytes: number }) => void;
  /** An entry failed with an error that is no refusal. */
  readonly onBug: (error: unknown) => void;
  /**
   * Most bytes of entries that wait to be sent, and of reads behind them; above it no more is read from
   * clients.
   */
  readonly queueMaxBytes: number;
}
