import { type MessageId, type Splice, textOfId } from "../batch/mod.ts";
import {
  ChatError,
  type Entry,
  isRead,
  type Member,
  type Order,
  type ResultOf,
  type StateMachine,
} from "../hub/mod.ts";
import { type BundleEntry, BUNDLES_PER_FLUSH, readBundle, SEQS_PER_BUNDLE } from "./bundle.ts";
import { BundleQueue } from "./bundle_queue.ts";
import type { ClusterHistory } from "./cluster_history.ts";
import { entryOf, type EntryText, type NodeText, textOf } from "./entry_text.ts";
import { type Node, Nodes } from "./nodes.ts";
import { WaitingQueue } from "./waiting.ts";

/** Refuses what a node had submitted before the others declared it dead. */
const NODE_LOST = new ChatError(
  "history-unavailable",
  "The other nodes held this one for dead, so the message wasn't said: send it again.",
  { retry: true },
);

/** The parts that a {@linkcode ClusterOrder} works with. */
export interface ClusterOrderOptions {
  readonly machine: StateMachine;
  readonly history: ClusterHistory;
  /** Writes a bundle to the log. The caller sees to it that the log has it at least once. */
  readonly send: (bundle: Uint8Array) => void;
  /** Called when a bundle is to be sent: call {@linkcode ClusterOrder.flush} before the turn ends. */
  readonly requestFlush: () => void;
  /** The others hold this node for dead. Its peers have left; it may join under another number. */
  readonly onLost: () => void;
  /** NATS has a snapshot, as a node says. */
  readonly onSnapshot: (snapshot: { position: number; sizeBytes: number }) => void;
  /** An entry failed with an error that is no refusal. */
  readonly onBug: (error: unknown) => void;
  /** Most bytes of entries that wait to be sent; above it no more is read from clients. */
  readonly queueMaxBytes: number;
}

/**
 * The order of several nodes. A node's entries of one turn go into the log as one bundle, and at most
 * one bundle of a node is under way: what comes meanwhile goes into the next one. So nothing is
 * reordered, and a bundle that the log holds twice is known by its number. Each node applies the
 * log's bundles in the log's sequence, its own ones as well.
 */
export class ClusterOrder implements Order {
  readonly nodes: Nodes = new Nodes();
  readonly #options: ClusterOrderOptions;
  readonly #waiting = new WaitingQueue();
  readonly #queue: BundleQueue;
  /** This node's number; undefined while it has none. */
  #node: number | undefined;
  #nowMs = 0;

  constructor(options: ClusterOrderOptions) {
    this.#options = options;
    const { history, requestFlush, queueMaxBytes: maxBytes } = options;
    const onCongestion = (wait: Promise<void> | undefined) => history.congested = wait;
    this.#queue = new BundleQueue({ requestFlush, maxBytes, onCongestion });
  }

  /** Starts a life of this node. Its number must never have been used, and its peers come after it. */
  join(node: number, name: string): Promise<void> {
    this.#node = node;
    this.#queue.restart();
    this.#addNodeText({ kind: "node-joined", name });
    return this.pending!;
  }

  /** Proposes that a node is gone. */
  reportLost(node: number): void {
    this.#addNodeText({ kind: "node-left", node });
  }

  /** Tells all nodes of a snapshot that NATS has. */
  reportSnapshot({ position, sizeBytes }: { position: number; sizeBytes: number }): void {
    this.#addNodeText({ kind: "snapshot", position, sizeBytes });
  }

  /** The time of the newest bundle, in milliseconds since the epoch. It never goes back. */
  get timeMs(): number {
    return this.#nowMs;
  }

  /** Goes on from the place of a snapshot. */
  restore({ timeMs, lastSeq }: { readonly timeMs: number; readonly lastSeq: number }): void {
    this.#nowMs = timeMs;
    this.#options.history.seek(lastSeq + 1);
  }

  get node(): number | undefined {
    return this.#node;
  }

  /** Entries of this node, and reads behind them, that aren't carried out yet. */
  get waitingEntries(): number {
    return this.#waiting.size;
  }

  get pending(): Promise<void> | undefined {
    return this.#waiting.size === 0 ? undefined : new Promise((resolve) => this.inOrder(resolve));
  }

  inOrder(run: () => void): void {
    if (this.#waiting.size === 0) run();
    else this.#waiting.push({ kind: "read", run });
  }

  submit<E extends Entry>(entry: E, nowMs: number): ResultOf<E> | Promise<Awaited<ResultOf<E>>> {
    const { machine } = this.#options;
    if (isRead(entry) && this.#waiting.size === 0) return machine.apply(entry, nowMs);
    return new Promise<Awaited<ResultOf<E>>>((resolve, rejectPromise) => {
      const done = (result: unknown) => resolve(result as Awaited<ResultOf<E>>);
      const reject = (refusal: unknown) => {
        if (entry.kind !== "message") return rejectPromise(refusal);
        // At once: what answers the next entry of the bundle must come behind it.
        entry.member.peer.refuse(refusal, entry.message.id);
        done(undefined);
      };
      if (isRead(entry)) {
        return this.inOrder(() => attempt(() => done(machine.apply(entry, nowMs)), reject));
      }
      if (this.#node === undefined) return reject(NODE_LOST);
      this.#queue.add((writer) => writer.addText(JSON.stringify(textOf(entry))));
      this.#waiting.push({ kind: "entry", entry, resolve: done, reject });
    });
  }

  sayCanonical(member: Member, body: Splice, _nowMs: number, id: MessageId | undefined): void {
    if (this.#node === undefined) throw NODE_LOST;
    this.#queue.add((writer) => writer.addCanonical(member.ref, body, id));
    this.#waiting.push({ kind: "canonical", member });
  }

  /** Sends the next bundle, unless one is under way. */
  flush(): void {
    if (this.#node === undefined) return;
    const bundle = this.#queue.next(this.#node);
    if (bundle !== undefined) this.#options.send(bundle);
  }

  /**
   * Applies a bundle of the log.
   *
   * @param position Its place in the log, which counts up from 1.
   * @param timeMs The time at which the log took it, in milliseconds since the epoch.
   */
  receive(bytes: Uint8Array, position: number, timeMs: number): void {
    const bundle = readBundle(bytes);
    // The log's leader may change, and another machine's clock be behind.
    this.#nowMs = Math.max(this.#nowMs, timeMs);
    const firstSeq = position * SEQS_PER_BUNDLE;
    const { history, machine } = this.#options;
    if (position % BUNDLES_PER_FLUSH === 0 || history.isAtStoreEnd) machine.state.fanOut.flush();
    history.seek(firstSeq);
    const isOwn = bundle.node === this.#node;
    const node = this.nodes.get(bundle.node) ?? this.#joined(bundle.node, bundle.entries[0]);
    // A node that left is never heard again, and a copy counts once.
    if (node === undefined || bundle.number !== node.lastNumber + 1) return;
    node.lastNumber = bundle.number;
    bundle.entries.forEach((entry, i) => {
      // An earlier entry of the bundle may have ended its node.
      if (this.nodes.get(bundle.node) !== node) return;
      if (history.isAtStoreEnd) machine.state.fanOut.flush();
      if (isOwn) this.#applyOwn(entry, node, firstSeq + i);
      else this.#applyOther(entry, node, firstSeq + i);
    });
    if (!isOwn || this.#node !== bundle.node) return;
    this.#waiting.runReads();
    this.#queue.arrived();
  }

  #joined(node: number, first: BundleEntry | undefined): Node | undefined {
    if (first?.kind !== "text") return undefined;
    const text = JSON.parse(first.json) as EntryText;
    return text.kind === "node-joined" ? this.nodes.join(node, text.name) : undefined;
  }

  #applyOwn(received: BundleEntry, node: Node, seq: number): void {
    const waiting = this.#waiting.takeEntry();
    switch (waiting?.kind) {
      case undefined:
        return this.#options.onBug(new Error("The log holds an entry that this node didn't send."));
      case "node":
        return this.#applyOther(received, node, seq);
      case "canonical":
        if (received.kind !== "canonical") return;
        return attempt(() => this.#say(waiting.member, received), (refusal) => {
          waiting.member.peer.refuse(refusal, received.id && textOfMessageId(received.id));
        });
      case "entry":
        return attempt(
          () => waiting.resolve(this.#apply(waiting.entry, node, seq)),
          waiting.reject,
        );
      default:
        waiting satisfies never;
    }
  }

  #applyOther(received: BundleEntry, node: Node, seq: number): void {
    try {
      if (received.kind === "canonical") {
        const member = node.members.get(received.ref);
        if (member !== undefined) this.#say(member, received);
        return;
      }
      const text = JSON.parse(received.json) as EntryText;
      if (text.kind === "node-joined") return;
      if (text.kind === "node-left") return this.#left(text.node);
      if (text.kind === "snapshot") return this.#options.onSnapshot(text);
      const entry = entryOf(text, node);
      if (entry !== undefined) this.#apply(entry, node, seq);
    } catch (error) {
      if (!(error instanceof ChatError)) this.#options.onBug(error);
    }
  }

  #say(member: Member, { body, id }: BundleEntry & { kind: "canonical" }): void {
    if (!member.attached) return;
    this.#options.machine.sayCanonical(member, body, this.#nowMs, id);
  }

  #apply(entry: Entry, node: Node, seq: number): unknown {
    if ("member" in entry && entry.kind !== "leave" && !entry.member.attached) throw NODE_LOST;
    const result = this.#options.machine.apply(entry, this.#nowMs);
    if (entry.kind === "enter" || entry.kind === "operator") {
      const member = result as Member;
      member.ref = seq;
      node.members.set(seq, member);
    } else if (entry.kind === "leave") node.members.delete(entry.member.ref);
    return result;
  }

  /** Lets everybody leave who was connected to a node that is gone. */
  #left(number: number): void {
    const left = this.nodes.leave(number);
    if (left === undefined) return;
    for (const member of left.members.values()) {
      this.#options.machine.apply(
        { kind: "leave", member, reason: "its node was lost" },
        this.#nowMs,
      );
    }
    if (number !== this.#node) return;
    this.#node = undefined;
    this.#queue.restart();
    this.#waiting.rejectAll(NODE_LOST);
    this.#options.onLost();
  }

  #addNodeText(text: NodeText): void {
    if (this.#node === undefined) return;
    this.#queue.add((writer) => writer.addText(JSON.stringify(text)));
    this.#waiting.push({ kind: "node" });
  }
}

/** Runs something. An error goes to the callback. */
function attempt(run: () => void, onError: (error: unknown) => void): void {
  try {
    run();
  } catch (error) {
    onError(error);
  }
}

function textOfMessageId({ view, start, end }: MessageId): string {
  return textOfId(new Uint8Array(view.buffer, start, end - start));
}
