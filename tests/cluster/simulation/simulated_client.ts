import { ChatError, type ClientMessage, type Member } from "../../../hub/mod.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import type { SimulatedNode } from "./simulated_node.ts";

/** A client that goes on elsewhere when its node is gone, and retries what wasn't acknowledged. */
export class SimulatedClient {
  node: SimulatedNode | undefined;
  member: Member | undefined;
  peer = new MemoryPeer();
  /** The number that each acknowledged text got. */
  readonly acked = new Map<string, number>();
  /** Texts that were never refused for good, and aren't acknowledged yet. */
  readonly unacked = new Map<string, ClientMessage>();
  #session: string | undefined;
  #texts = 0;
  #lastSeq = 0;

  constructor(public name: string) {}

  get isConnected(): boolean {
    return this.member !== undefined;
  }

  get isIdle(): boolean {
    return this.node === undefined;
  }

  /** Says hello on a node. */
  connect(node: SimulatedNode, timeMs: number): void {
    const peer = this.peer = new MemoryPeer();
    this.node = node;
    this.#lastSeq = 0;
    const hello = {
      name: this.name,
      wants: ["reactions" as const, "typing" as const],
      ...(this.#session !== undefined && { session: this.#session }),
    };
    const entered = (member: Member) => {
      if (this.peer !== peer) return node.hub.detach(member, "gone", timeMs);
      this.member = member;
      this.#session = member.session;
      node.members.add(member);
      for (const message of this.unacked.values()) this.sends(message, timeMs);
    };
    const refused = (error: unknown) => {
      if (!(error instanceof ChatError)) throw error;
      if (this.peer !== peer) return;
      this.node = undefined;
      // The session may belong to a peer that took the name meanwhile.
      if (error.code === "name-taken") this.#session = undefined;
      // Nothing lets this client in again.
      if (error.code === "name-registered" || error.code === "banned") this.unacked.clear();
    };
    try {
      const attached = node.hub.attach(peer, hello, timeMs);
      if (attached instanceof Promise) attached.then(entered, refused);
      else entered(attached);
    } catch (error) {
      refused(error);
    }
  }

  /** Says a new text, which asks for an ack. */
  says(to: string | undefined, timeMs: number): void {
    const id = `${this.name}-${++this.#texts}`;
    const message = { msg: `text ${id}`, id, ...(to !== undefined && { to }) };
    this.unacked.set(id, message);
    this.sends(message, timeMs);
  }

  sends(message: ClientMessage, timeMs: number): void {
    const { member, node } = this;
    if (member === undefined || node === undefined) return;
    try {
      node.hub.handle(member, message, timeMs);
    } catch (error) {
      this.peer.refuse(error, message.id);
    }
  }

  /** The connection is gone, and perhaps its node has not noticed it. */
  loses(timeMs: number): void {
    const { member, node } = this;
    this.forgets();
    this.name = member?.name ?? this.name;
    if (member === undefined || node === undefined) return;
    node.members.delete(member);
    node.hub.detach(member, "connection closed", timeMs);
  }

  /** The node is gone, with all its connections. */
  forgets(): void {
    this.member = undefined;
    this.node = undefined;
    this.peer = new MemoryPeer();
  }

  /** Reads what came, and notes acks and refusals. */
  hears(timeMs: number): void {
    for (const heard of this.peer.heardSince()) {
      const { event, error, id, seq } = heard as {
        event?: string;
        error?: string;
        id?: string;
        seq?: number;
      };
      if (event === "ack") {
        this.acked.set(id!, seq!);
        this.unacked.delete(id!);
      } else if (event === "error" && id !== undefined) {
        // A refusal that passes is retried on the next connection.
        if (error !== "history-unavailable") this.unacked.delete(id);
      } else if (event === undefined && seq !== undefined) {
        if (seq <= this.#lastSeq) {
          throw new Error(`${this.name} hears ${seq} after ${this.#lastSeq}`);
        }
        this.#lastSeq = seq;
      }
    }
    if (this.peer.closed !== undefined && this.node !== undefined) this.loses(timeMs);
  }
}
