import type { Member } from "../hub/mod.ts";

/** Most nodes that left which are remembered. A late copy of a bundle of theirs counts for nothing. */
const LEFT_MAX = 4_096;

/** One life of a node, as the log tells it. */
export interface Node {
  /** The name that its operator gave it. */
  readonly name: string;
  /** The number of its newest bundle. */
  lastNumber: number;
  /** Its members by their refs. */
  readonly members: Map<number, Member>;
}

/** A node as a snapshot has it. */
export interface NodeRecord {
  readonly node: number;
  readonly name: string;
  readonly lastNumber: number;
  /** Names its members: see `Member.ref`. */
  readonly refs: readonly number[];
}

/** The nodes that are alive by the log. Every node comes to the same ones. */
export class Nodes {
  readonly #alive = new Map<number, Node>();
  readonly #left = new Set<number>();

  get size(): number {
    return this.#alive.size;
  }

  get(node: number): Node | undefined {
    return this.#alive.get(node);
  }

  /** Returns the nodes that are alive, oldest first. */
  entries(): IterableIterator<[number, Node]> {
    return this.#alive.entries();
  }

  /** Adds a node. Returns undefined if it has left already: this is a late copy. */
  join(node: number, name: string): Node | undefined {
    if (this.#left.has(node)) return undefined;
    const joined = { name, lastNumber: 0, members: new Map() };
    this.#alive.set(node, joined);
    return joined;
  }

  /** The numbers of nodes that left, oldest first. */
  get left(): Iterable<number> {
    return this.#left;
  }

  /** Adds a node of a snapshot. */
  restore(
    { node, name, lastNumber, refs }: NodeRecord,
    members: ReadonlyMap<number, Member>,
  ): void {
    const own = new Map<number, Member>();
    for (const ref of refs) {
      const member = members.get(ref);
      if (member !== undefined) own.set(ref, member);
    }
    this.#alive.set(node, { name, lastNumber, members: own });
  }

  /** Adds nodes that had left when a snapshot was taken. */
  restoreLeft(nodes: readonly number[]): void {
    for (const node of nodes) this.#left.add(node);
  }

  /** Removes a node and returns it; undefined if it isn't alive. */
  leave(node: number): Node | undefined {
    const left = this.#alive.get(node);
    if (left === undefined) return undefined;
    this.#alive.delete(node);
    this.#left.add(node);
    if (this.#left.size > LEFT_MAX) {
      for (const oldest of this.#left) {
        this.#left.delete(oldest);
        break;
      }
    }
    return left;
  }
}
