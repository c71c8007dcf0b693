import { type MessageId, type Splice, textOfId } from "../batch/mod.ts";
import {
  type AddressedSignal,
  type Entry,
  isRead,
  type Member,
  type Order,
  type ResultOf,
} from "../hub/mod.ts";
import { type BundleEntry, BUNDLES_PER_FLUSH, readBundle, SEQS_PER_BUNDLE } from "./bundle.ts";
import { BundleQueue } from "./bundle_queue.ts";
import type { ClusterOrderOptions } from "./cluster_order_options.ts";
import { EntryApplier, NODE_LOST } from "./entry_applier.ts";
import { type NodeText, textOf } from "./entry_text.ts";
import type { Node, Nodes } from "./nodes.ts";
import { deliverSignal, signalText } from "./signals/signal_text.ts";
import { WaitingQueue } from "./waiting.ts";

/** Bytes that a read takes while it waits behind entries, without a text in it. */
const READ_BYTES = 512;
const BYTES_PER_CHAR = 2;

/**
 * The order of several nodes. A node's entries of one turn go into the log as one bundle, and at most
 * one bundle of a node is under way: what comes meanwhile goes into the next one. So nothing is
 * reordered, and a bundle that the log holds twice is known by its number. Each node applies the
 * log's bundles in the log's sequence, its own ones as well.
 */
export class ClusterOrder implements Order {
  readonly #applier: EntryApplier;
  readonly #options: ClusterOrderOptions;
  readonly #waiting = new WaitingQueue();
  readonly #queue: BundleQueue;
  /** This node's number; undefined while it has none. */
  #node: number | undefined;

  constructor(options: ClusterOrderOptions) {
    this.#options = options;
    const { history, machine, onBug, onSnapshot, requestFlush } = options;
    const { queueMaxBytes: maxBytes } = options;
    const onLeft = (node: number) => {
      if (node === this.#node) this.#lose();
    };
    this.#applier = new EntryApplier({ machine, onLeft, onSnapshot, onBug });
    const onCongestion = (wait: Promise<void> | undefined) => history.congested = wait;
    const bytesBehind = () => this.#waiting.readBytes;
    this.#queue = new BundleQueue({ requestFlush, maxBytes, bytesBehind, onCongestion });
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

  get nodes(): Nodes {
    return this.#applier.nodes;
  }

  /** The time of the newest bundle, in milliseconds since the epoch. It never goes back. */
  get timeMs(): number {
    return this.#applier.nowMs;
  }

  /** Goes on from the place of a snapshot. */
  restore({ timeMs, lastSeq }: { readonly timeMs: number; readonly lastSeq: number }): void {
    this.#applier.nowMs = timeMs;
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
    this.#inOrder(run, READ_BYTES);
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
        const run = () => attempt(() => done(machine.apply(entry, nowMs)), reject);
        return this.#inOrder(run, READ_BYTES + bytesOf(entry));
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

  relay(author: Member, signal: AddressedSignal): void {
    const text = this.#node === undefined ? undefined : signalText(this.#node, author, signal);
    if (text !== undefined) this.#options.sendSignal(text);
  }

  /** Delivers a signal that another node has sent. */
  receiveSignal(text: string): void {
    const { machine } = this.#options;
    deliverSignal(text, { nodes: this.nodes, machine, own: this.#node });
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
    const applier = this.#applier;
    applier.nowMs = Math.max(applier.nowMs, timeMs);
    const firstSeq = position * SEQS_PER_BUNDLE;
    const { history, machine } = this.#options;
    if (position % BUNDLES_PER_FLUSH === 0 || history.isAtStoreEnd) machine.state.fanOut.flush();
    history.seek(firstSeq);
    const isOwn = bundle.node === this.#node;
    const node = applier.nodeOf(bundle);
    // A node that left is never heard again, and a copy counts once.
    if (node === undefined || bundle.number !== node.lastNumber + 1) return;
    node.lastNumber = bundle.number;
    bundle.entries.forEach((entry, i) => {
      // An earlier entry of the bundle may have ended its node.
      if (this.nodes.get(bundle.node) !== node) return;
      if (history.isAtStoreEnd) machine.state.fanOut.flush();
      if (isOwn) this.#applyOwn(entry, node, firstSeq + i);
      else applier.applyReceived(entry, node, firstSeq + i);
    });
    if (!isOwn || this.#node !== bundle.node) return;
    this.#waiting.runReads();
    this.#queue.checkSize();
    this.#queue.arrived();
  }

  #inOrder(run: () => void, bytes: number): void {
    if (this.#waiting.size === 0) return run();
    this.#waiting.push({ kind: "read", run, bytes });
    this.#queue.checkSize();
  }

  #applyOwn(received: BundleEntry, node: Node, seq: number): void {
    const waiting = this.#waiting.takeEntry();
    switch (waiting?.kind) {
      case undefined:
        return this.#options.onBug(new Error("The log holds an entry that this node didn't send."));
      case "node":
        return this.#applier.applyReceived(received, node, seq);
      case "canonical":
        if (received.kind !== "canonical") return;
        return attempt(() => this.#applier.say(waiting.member, received), (refusal) => {
          waiting.member.peer.refuse(refusal, received.id && textOfMessageId(received.id));
        });
      case "entry":
        return attempt(
          () => waiting.resolve(this.#applier.apply(waiting.entry, node, seq)),
          waiting.reject,
        );
      default:
        waiting satisfies never;
    }
  }

  /** The others hold this node for dead. */
  #lose(): void {
    this.#node = undefined;
    this.#queue.restart();
    this.#waiting.rejectAll(NODE_LOST);
    this.#queue.checkSize();
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

/** Returns the bytes of the text in an entry, about. */
function bytesOf(entry: Entry): number {
  const text = entry.kind === "message" ? entry.message.msg ?? "" : "";
  return text.length * BYTES_PER_CHAR;
}

function textOfMessageId({ view, start, end }: MessageId): string {
  return textOfId(new Uint8Array(view.buffer, start, end - start));
}
