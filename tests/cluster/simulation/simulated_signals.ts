import { assertEquals } from "@std/assert";
import { TYPING_EVERY_MS } from "../../../hub/peers/typing.ts";
import type { Random } from "../../support/random.ts";
import type { SimulatedClient } from "./simulated_client.ts";
import type { SimulatedLog } from "./simulated_log.ts";
import type { SimulatedNode } from "./simulated_node.ts";

/** The signals between the nodes of a simulated cluster: some are late, and some are lost. */
export class SimulatedSignals {
  readonly #underWay: string[] = [];

  /** Sends what the nodes have to send, and lets one signal arrive that chance chooses. */
  pass(nodes: readonly SimulatedNode[], random: Random): void {
    for (const node of nodes) this.#underWay.push(...node.signals.splice(0));
    if (this.#underWay.length === 0) return;
    const [text] = this.#underWay.splice(random.below(this.#underWay.length), 1);
    for (const node of nodes) {
      if (!node.isPaused && random.below(5) > 0) node.order.receiveSignal(text);
    }
  }

  /** Checks that somebody who types is heard once by each of the others in the room. */
  check(
    nodes: readonly SimulatedNode[],
    clients: readonly SimulatedClient[],
    log: SimulatedLog,
  ): void {
    for (const node of nodes) node.signals.splice(0);
    const present = clients.filter((client) => isIn(client, "#lobby"));
    for (const client of present) {
      log.timeMs += TYPING_EVERY_MS;
      for (const { peer } of present) peer.heardSince();
      client.sends({ isTyping: true, to: "#lobby" }, log.timeMs);
      for (const text of client.node!.signals.splice(0)) {
        for (const node of nodes) node.order.receiveSignal(text);
      }
      const { name } = client.member!;
      for (const hearer of present) {
        const heard = hearer.peer.heardSince().filter(({ event }) => event === "typing");
        const expected = hearer === client ? [] : [[name, "#lobby"]];
        assertEquals(heard.map(({ peer, to }) => [peer, to]), expected);
      }
    }
  }
}

function isIn({ member }: SimulatedClient, room: string): boolean {
  return member?.attached === true && [...member.rooms].some(({ name }) => name === room);
}
