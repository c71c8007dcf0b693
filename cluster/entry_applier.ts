import { ChatError, type Entry, type Member, type StateMachine } from "../hub/mod.ts";
import type { Bundle, BundleEntry } from "./bundle.ts";
import { entryOf, type EntryText } from "./entry_text.ts";
import { type Node, Nodes } from "./nodes.ts";

/** Refuses what a node had submitted before the others declared it dead. */
export const NODE_LOST = new ChatError(
  "history-unavailable",
  "The other nodes held this one for dead, so the message wasn't said: send it again.",
  { retry: true },
);

/** The settings of an {@linkcode EntryApplier}. */
export interface EntryApplierOptions {
  readonly machine: StateMachine;
  /** A node is gone, and its peers have left. */
  readonly onLeft: (node: number) => void;
  /** NATS has a snapshot, as a node says. */
  readonly onSnapshot: (snapshot: { position: number; sizeBytes: number }) => void;
  /** An entry failed with an error that is no refusal. */
  readonly onBug: (error: unknown) => void;
}

/** Applies the entries of the log's bundles, and knows the nodes that they come from. */
export class EntryApplier {
  readonly nodes: Nodes = new Nodes();
  /** The time of the newest bundle, in milliseconds since the epoch. It never goes back. */
  nowMs = 0;
  readonly #options: EntryApplierOptions;

  constructor(options: EntryApplierOptions) {
    this.#options = options;
  }

  /** Returns the node that a bundle is of, which the bundle may introduce; undefined if it has left. */
  nodeOf({ node, entries: [first] }: Bundle): Node | undefined {
    return this.nodes.get(node) ?? this.#joined(node, first);
  }

  /** Applies an entry of another node, or one about the nodes themselves. */
  applyReceived(received: BundleEntry, node: Node, seq: number): void {
    const { onBug, onSnapshot } = this.#options;
    try {
      if (received.kind === "canonical") {
        const member = node.members.get(received.ref);
        if (member !== undefined) this.say(member, received);
        return;
      }
      const text = JSON.parse(received.json) as EntryText;
      if (text.kind === "node-joined") return;
      if (text.kind === "node-left") return this.#leave(text.node);
      if (text.kind === "snapshot") return onSnapshot(text);
      const entry = entryOf(text, node);
      if (entry !== undefined) this.apply(entry, node, seq);
    } catch (error) {
      if (!(error instanceof ChatError)) onBug(error);
    }
  }

  /** @throws {ChatError} The refusal. */
  say(member: Member, { body, id }: BundleEntry & { kind: "canonical" }): void {
    if (!member.attached) return;
    this.#options.machine.sayCanonical(member, body, this.nowMs, id);
  }

  /** @throws {ChatError} The refusal. */
  apply(entry: Entry, node: Node, seq: number): unknown {
    if ("member" in entry && entry.kind !== "leave" && !entry.member.attached) throw NODE_LOST;
    const result = this.#options.machine.apply(entry, this.nowMs);
    if (entry.kind === "enter" || entry.kind === "operator") {
      const member = result as Member;
      member.ref = seq;
      node.members.set(seq, member);
    } else if (entry.kind === "leave") node.members.delete(entry.member.ref);
    return result;
  }

  #joined(node: number, first: BundleEntry | undefined): Node | undefined {
    if (first?.kind !== "text") return undefined;
    const text = JSON.parse(first.json) as EntryText;
    return text.kind === "node-joined" ? this.nodes.join(node, text.name) : undefined;
  }

  /** Lets everybody leave who was connected to a node that is gone. */
  #leave(number: number): void {
    const left = this.nodes.leave(number);
    if (left === undefined) return;
    const { machine, onLeft } = this.#options;
    for (const member of left.members.values()) {
      machine.apply({ kind: "leave", member, reason: "its node was lost" }, this.nowMs);
    }
    onLeft(number);
  }
}
