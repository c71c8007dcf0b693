import { assert, assertEquals } from "@std/assert";

/** A wish of a peer about messages. */
export type Wish =
  | { readonly kind: "say"; readonly msg: string; readonly to?: string }
  | { readonly kind: "edit"; readonly of: number; readonly msg: string }
  | { readonly kind: "delete"; readonly of: number }
  | {
    readonly kind: "react";
    readonly of: number;
    readonly react: string;
    readonly isUndo: boolean;
  };

/** A message as everybody should see it. */
export interface Known {
  readonly name: string;
  /** Absent: it was said in the lobby. */
  readonly to?: string;
  msg: string;
  /** The number of the newest edit; 0 for none. */
  version: number;
  isDeleted: boolean;
  /** Each as the reaction, a space and the name. */
  readonly reactions: Set<string>;
}

/** One object that a peer, or a reader of the log, has got. */
export interface Seen {
  readonly seq?: number;
  readonly event?: string;
  readonly name: string;
  readonly msg: string;
  readonly to?: string;
  readonly of?: number;
  readonly version?: number;
  readonly deleted?: boolean;
  readonly react?: string;
  readonly undo?: boolean;
  readonly reactions?: readonly { readonly react: string; readonly names: readonly string[] }[];
}

/** The messages that somebody knows, by their numbers. It believes what it is told. */
export class Messages {
  readonly known: Map<number, Known> = new Map();
  /** The largest number that was seen. The ack of an own message tells nothing about those before it. */
  newest = 0;

  /** Applies a wish that the hub has accepted under a number. */
  accept(seq: number, name: string, wish: Wish): void {
    if (wish.kind === "say") return this.#add(seq, { ...wish, name });
    const message = this.known.get(wish.of);
    if (message === undefined) return;
    switch (wish.kind) {
      case "edit":
        return this.#edit(message, seq, wish.msg);
      case "delete":
        return this.#delete(message);
      case "react":
        if (message.isDeleted) return;
        if (wish.isUndo) message.reactions.delete(`${wish.react} ${name}`);
        else message.reactions.add(`${wish.react} ${name}`);
        return;
      default:
        wish satisfies never;
    }
  }

  /** Applies an object that came from the hub. */
  see(seen: Seen): void {
    const { seq, event, name, msg, of = 0, react = "", undo: isUndo = false } = seen;
    if (seq === undefined || event === "ack") return;
    if (event !== "welcome") this.newest = Math.max(this.newest, seq);
    switch (event) {
      case undefined:
        return this.#add(seq, seen);
      case "edit":
        return this.accept(seq, name, { kind: "edit", of, msg });
      case "delete":
        return this.accept(seq, name, { kind: "delete", of });
      case "react":
        return this.accept(seq, name, { kind: "react", of, react, isUndo });
    }
  }

  /** Checks that a wish was rightly accepted. */
  check(name: string, wish: Wish): void {
    if (wish.kind === "say") return;
    const message = this.known.get(wish.of);
    assert(message !== undefined && !message.isDeleted, `${wish.kind} of ${wish.of}`);
    if (wish.kind !== "react") assertEquals(message.name, name);
    else assertEquals(message.reactions.has(`${wish.react} ${name}`), wish.isUndo);
  }

  /** Returns the messages that meet a condition, in a form to be compared. */
  shown(isWanted: (known: Known) => boolean): unknown[] {
    return [...this.known].filter(([, known]) => isWanted(known)).sort(([a], [b]) => a - b)
      .map(([seq, { reactions, ...fields }]) => ({
        seq,
        ...fields,
        reactions: [...reactions].sort(),
      }));
  }

  #add(seq: number, seen: Pick<Seen, "name" | "msg" | "to"> & Partial<Seen>): void {
    const { name, to, msg, version = 0, deleted = false, reactions = [] } = seen;
    this.known.set(seq, {
      name,
      ...(to !== undefined && { to }),
      msg: deleted ? "" : msg,
      version,
      isDeleted: deleted,
      reactions: new Set(
        reactions.flatMap(({ react, names }) => names.map((by) => `${react} ${by}`)),
      ),
    });
  }

  /** The ack of an earlier edit may come late. */
  #edit(message: Known, seq: number, msg: string): void {
    if (message.isDeleted || seq < message.version) return;
    message.msg = msg;
    message.version = seq;
  }

  #delete(message: Known): void {
    message.msg = "";
    message.version = 0;
    message.isDeleted = true;
    message.reactions.clear();
  }
}
