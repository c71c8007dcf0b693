import type { AddressedSignal, Member, StateMachine } from "../../hub/mod.ts";
import type { Nodes } from "../nodes.ts";

/** Most bytes of a signal between two nodes: an IRC client's tags have less. */
const SIGNAL_MAX_BYTES = 16 * 1024;

/** A signal as JSON, on its way to the other nodes. */
interface SignalText {
  /** The number of the author's node. */
  readonly node: number;
  /** Names the author: see `Member.ref`. */
  readonly ref: number;
  readonly signal: AddressedSignal;
}

/** Returns a signal as text for the other nodes; undefined for one that is too long. */
export function signalText(
  node: number,
  { ref }: Member,
  signal: AddressedSignal,
): string | undefined {
  const text = JSON.stringify({ node, ref, signal } satisfies SignalText);
  return text.length > SIGNAL_MAX_BYTES ? undefined : text;
}

/**
 * Delivers a signal of another node to those of its receivers that are connected here. Does nothing if
 * that node is held for dead, or if the author isn't known here yet, or not any more.
 *
 * @param own This node's number; undefined while it has none.
 * @throws {SyntaxError} The text is no JSON.
 */
export function deliverSignal(
  text: string,
  { nodes, machine, own }: {
    readonly nodes: Nodes;
    readonly machine: StateMachine;
    readonly own: number | undefined;
  },
): void {
  const { node, ref, signal } = JSON.parse(text) as SignalText;
  if (node === own) return;
  const author = nodes.get(node)?.members.get(ref);
  if (author === undefined || !author.attached) return;
  // Another peer may have the name by now under which it was sent.
  machine.state.signals.deliver(author, { ...signal, name: author.name });
}
