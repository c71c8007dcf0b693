import {
  type NodeScheme,
  nodeSchemeOf,
  type TransportName,
  WELCOME_NODES_MAX,
} from "../../hub/mod.ts";
import type { SignOfLife } from "./sign_of_life.ts";

/** The schemes that a peer of a transport can use, and that protect it as well as that transport. */
const USABLE: Readonly<Record<TransportName, readonly NodeScheme[]>> = {
  tcp: ["tcp", "tls"],
  unix: ["tls"],
  udp: ["udp"],
  web: ["ws", "wss"],
  hub: [],
};

/** The addresses of nodes, as their newest signs of life say. */
export class NodeAddresses {
  readonly #byNode = new Map<number, readonly string[]>();

  /** Notes a node's addresses. Returns true for a node that wasn't known. */
  heard({ node, addresses }: SignOfLife): boolean {
    const isNew = !this.#byNode.has(node);
    this.#byNode.set(node, addresses);
    return isNew;
  }

  /** Forgets the nodes that aren't alive by the log. */
  keep(alive: readonly number[]): void {
    for (const node of this.#byNode.keys()) {
      if (!alive.includes(node)) this.#byNode.delete(node);
    }
  }

  /**
   * Returns addresses of other nodes that peers of a transport can use, at most
   * {@linkcode WELCOME_NODES_MAX}.
   *
   * @param alive The nodes that the log holds for alive.
   * @param own This node.
   * @param first The node to begin with, as an index. With a random one, each node has its turn where
   * the addresses of all are too many.
   */
  others(
    alive: readonly number[],
    own: number | undefined,
    transport: TransportName,
    first: number,
  ): string[] {
    const addresses: string[] = [];
    for (let i = 0; i < alive.length; i++) {
      const node = alive[(first + i) % alive.length];
      if (node === own) continue;
      for (const address of this.#byNode.get(node) ?? []) {
        const scheme = nodeSchemeOf(address)!;
        if (USABLE[transport].includes(scheme)) addresses.push(address);
      }
    }
    return addresses.slice(0, WELCOME_NODES_MAX);
  }
}
