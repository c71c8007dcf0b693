import { assert, assertEquals } from "@std/assert";
import type { Random } from "../../support/random.ts";
import { ChatError, type MemoryHistory } from "../../../hub/mod.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { SimulatedClient } from "./simulated_client.ts";
import { SimulatedLog } from "./simulated_log.ts";
import { SimulatedSignals } from "./simulated_signals.ts";
import { NAMES, SimulatedNode } from "./simulated_node.ts";
import { LED_ROOMS, roomLine } from "./room_lines.ts";

const ROOMS = ["#lobby", "#tea", "#ops"];
const NODES = 3;

/** Several hubs that share a log, and clients that move between them, driven by a seed. */
export class SimulatedCluster {
  readonly log = new SimulatedLog();
  readonly nodes: SimulatedNode[] = [];
  readonly clients: SimulatedClient[];
  /** Copies of bundles on the network, which may reach the log at any time, or never. */
  #copies: Uint8Array[] = [];
  /** The state at each position of the log, as the first node that reached it had it. */
  #digests = new Map<number, string>();
  /** The numbers of nodes that died. */
  readonly #dead = new Set<number>();
  #snapshot: readonly Uint8Array[] | undefined;
  /** A snapshot before that one. */
  #earlier: readonly Uint8Array[] | undefined;
  /** The numbers of texts that somebody wanted to change. */
  readonly #changed = new Set<number>();
  readonly #signals = new SimulatedSignals();
  #started = 0;

  readonly #isAboutRooms: boolean;

  /** @param options Its `isAboutRooms` makes clients register, and change the rules of rooms. */
  constructor(readonly random: Random, options: { readonly isAboutRooms?: true } = {}) {
    this.#isAboutRooms = options.isAboutRooms === true;
    for (let i = 0; i < NODES; i++) this.#addNode().join();
    // Two clients of one name compete for it.
    this.clients = [...NAMES, "ada", "bob"].map((name) => new SimulatedClient(name));
  }

  /** Does one thing that chance chooses. */
  async step(): Promise<void> {
    const { random, log } = this;
    log.timeMs += random.below(20);
    const node = this.nodes[random.below(this.nodes.length)];
    const client = this.clients[random.below(this.clients.length)];
    const dice = random.below(1000);
    if (dice < 400) this.#readSome(node);
    else if (dice < 700) this.#publish(node);
    else if (dice < 930) this.#act(client, node);
    else if (dice < 960) node.isPaused = !node.isPaused;
    else if (dice < 970) this.#deliverCopy();
    else if (dice < 980) this.#reportLost(node);
    else if (dice < 985) await this.#kill(node);
    else if (dice < 990) await this.#takeSnapshot(node);
    else client.loses(log.timeMs);
    this.#signals.pass(this.nodes, random);
    await this.#tidy();
  }

  /** Wakes everybody, and lets everything arrive. */
  async finish(): Promise<void> {
    for (const node of this.nodes) node.isPaused = false;
    while (this.#copies.length > 0) this.#deliverCopy();
    for (let isBusy = true; isBusy;) {
      isBusy = this.#reportDead();
      for (const client of this.clients) {
        if (client.isIdle && client.unacked.size > 0) {
          client.connect(this.nodes[0], this.log.timeMs);
          isBusy = true;
        }
      }
      for (const node of this.nodes) {
        if (this.#publish(node)) isBusy = true;
        while (this.#readSome(node)) isBusy = true;
      }
      // A client whose name another one holds can't come back.
      const seats = this.clients.filter(({ isConnected }) => isConnected)
        .map(({ name, member }) => member?.name ?? name);
      await this.#tidy();
      for (const client of this.clients) {
        if (client.isIdle && seats.includes(client.name)) client.unacked.clear();
      }
    }
  }

  /** Checks what must hold once everything has arrived. */
  async check(): Promise<void> {
    this.#signals.check(this.nodes, this.clients, this.log);
    const [first, ...others] = this.nodes;
    const messages = await messagesOf(first);
    for (const other of others) {
      assertEquals(other.digest(), first.digest());
      assertEquals(await messagesOf(other), messages);
    }
    const counts = new Map<string, number[]>();
    for (const { msg, seq } of messages) counts.set(msg, [...counts.get(msg) ?? [], seq]);
    for (const { acked, name } of this.clients) {
      for (const [id, seq] of acked) {
        if (this.#changed.has(seq)) continue;
        assertEquals(counts.get(`text ${id}`), [seq], `${name}: ${id}`);
      }
    }
  }

  /** Reads one bundle or several in one turn. */
  #readSome(node: SimulatedNode): boolean {
    if (!this.#read(node)) return false;
    while (this.random.below(3) === 0 && this.#read(node));
    node.turn();
    return true;
  }

  #read(node: SimulatedNode): boolean {
    if (node.isPaused || !node.read()) return false;
    const position = node.next - 1;
    const known = this.#digests.get(position);
    const digest = node.digest();
    if (known === undefined) this.#digests.set(position, digest);
    else assertEquals(digest, known, `${node.name} at ${position}`);
    return true;
  }

  #publish(node: SimulatedNode): boolean {
    const { outgoing } = node;
    if (node.isPaused || outgoing === undefined) return false;
    if (this.random.below(100) < 15) this.#copies.push(outgoing);
    node.outgoing = undefined;
    this.log.append(outgoing);
    return true;
  }

  #act(client: SimulatedClient, node: SimulatedNode): void {
    const { random, log: { timeMs } } = this;
    if (client.isIdle) {
      if (!node.isPaused && !node.isLost) client.connect(node, timeMs);
      return;
    }
    if (client.node?.isPaused) return;
    const room = ROOMS[random.below(ROOMS.length)];
    const other = NAMES[random.below(NAMES.length)];
    const dice = random.below(100);
    if (this.#isAboutRooms && dice % 2 === 0) {
      client.sends({ msg: roomLine(random, other) }, timeMs);
      return void client.node?.turn();
    }
    // An id counts under its author's name, so the client that changes names uses none.
    if (client === this.clients.at(-1)) client.sends({ msg: `/nick ${other}` }, timeMs);
    else if (dice < 45) client.says(undefined, timeMs);
    else if (dice < 53) client.says(room, timeMs);
    else if (dice < 58) client.says(other, timeMs);
    else if (dice < 70) this.#change(client);
    else if (dice < 80) client.sends({ msg: `/join ${room}` }, timeMs);
    else if (dice < 86) client.sends({ msg: `/part ${room}` }, timeMs);
    else if (dice < 88) client.sends({ msg: "/who" }, timeMs);
    else if (dice < 90) client.sends({ isTyping: true, to: room }, timeMs);
    else if (dice < 94) client.sends({ msg: "what is the time", to: "time" }, timeMs);
    else if (dice < 97) client.sends({ msg: "without an id", to: room }, timeMs);
    else if (dice < 98) client.sends({ msg: "/register open sesame" }, timeMs);
    else if (dice < 99) this.#operate(client, other);
    else this.#post(client);
    client.node?.turn();
  }

  /** Wants to change a text of its own or of another client, which the hub may refuse. */
  #change(client: SimulatedClient): void {
    const { random, log: { timeMs } } = this;
    const { acked } = random.below(2) === 0
      ? client
      : this.clients[random.below(this.clients.length)];
    const seqs = [...acked.values()];
    if (seqs.length === 0) return;
    const of = seqs[Math.max(0, seqs.length - 1 - random.below(4))];
    const dice = random.below(12);
    if (dice === 11) return client.sends({ msg: `/pin ${of}` }, timeMs);
    if (dice === 10) return client.sends({ read: of }, timeMs);
    if (dice >= 5) {
      const react = ["👍", "🎉"][random.below(2)];
      return client.sends({ react, of, ...(dice > 7 && { isUndo: true }) }, timeMs);
    }
    this.#changed.add(of);
    client.sends(dice > 3 ? { delete: of } : { edit: of, msg: `changed at ${timeMs}` }, timeMs);
  }

  /** The operator of a node ends a peer's connection, or bans its name for a minute. */
  #operate({ node }: SimulatedClient, name: string): void {
    const { random, log: { timeMs } } = this;
    const operator = node?.operator;
    if (operator === undefined) return void node?.attachOperator(timeMs).catch(() => {});
    const hook = `hook${random.below(4)}`;
    const lines = [
      ...[`/ban ${name} 1`, `/kick ${name}`, `/kick ${name}`],
      ...[`/op ${name}`, `/deop ${name}`, `/mute ${name} 1`, `/unmute ${name}`],
      ...[`/hook add ${ROOMS[random.below(ROOMS.length)]} ${hook}`, `/hook drop ${hook}`],
    ];
    const line = lines[random.below(lines.length)];
    try {
      node?.hub.handle(operator, { msg: line }, timeMs);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** Somebody sends a message over HTTP, or by a webhook. */
  #post({ node }: SimulatedClient): void {
    const [hook] = node?.hub.hooks.values() ?? [];
    if (hook !== undefined && this.random.below(2) === 0) {
      const username = NAMES[this.random.below(NAMES.length)];
      const said = node!.hub.sayByHook(hook, { text: "hooked", username }, this.log.timeMs);
      if (said instanceof Promise) said.catch(() => {});
      return;
    }
    const message = { name: `curl${this.random.below(3)}`, msg: "posted", to: "#lobby" };
    const posted = node?.hub.sayOnce(new MemoryPeer(), message, this.log.timeMs);
    if (posted instanceof Promise) posted.catch(() => {});
  }

  /** A node proposes that another one is gone, rightly or not. */
  #reportLost(node: SimulatedNode): void {
    const suspect = this.nodes[this.random.below(this.nodes.length)];
    const number = suspect.order.node;
    if (node === suspect || node.isPaused || number === undefined) return;
    node.order.reportLost(number);
    node.turn();
  }

  async #takeSnapshot(node: SimulatedNode): Promise<void> {
    if (this.random.below(2) === 0) this.#earlier = this.#snapshot;
    this.#snapshot = await node.takeSnapshot();
  }

  /**
   * Returns the disk on which a node goes on that died: the same one, one that lost what was written
   * since an earlier moment, or an empty one.
   */
  async #diskAfter({ store }: SimulatedNode): Promise<MemoryHistory | undefined> {
    const dice = this.random.below(4);
    if (dice === 0) return undefined;
    if (dice < 3 || this.#earlier === undefined) return store;
    const copy = new SimulatedNode(this.log, "copy");
    await copy.start(this.#earlier);
    return copy.store;
  }

  /** A node dies. A bundle of its may still reach the log, and a new node comes in its place. */
  async #kill(node: SimulatedNode): Promise<void> {
    const { random } = this;
    if (!node.isPaused) node.readUntilDeath(random.below(4), random.below(4));
    const { outgoing } = node;
    const number = node.order.node;
    if (outgoing !== undefined) this.#copies.push(outgoing);
    this.nodes.splice(this.nodes.indexOf(node), 1);
    for (const client of this.clients) if (client.node === node) client.forgets();
    const successor = this.#addNode(await this.#diskAfter(node));
    await successor.start(this.random.below(3) === 0 ? undefined : this.#snapshot);
    successor.join();
    if (number !== undefined) this.#dead.add(number);
    this.#reportDead();
  }

  /** A node notices that another one is silent, and says so until the log knows it. */
  #reportDead(): boolean {
    const [witness] = this.nodes;
    let isReported = false;
    for (const number of this.#dead) {
      if (witness.order.nodes.get(number) === undefined) continue;
      witness.order.reportLost(number);
      isReported = true;
    }
    witness.turn();
    return isReported;
  }

  #addNode(disk?: MemoryHistory): SimulatedNode {
    const node = new SimulatedNode(this.log, `node-${++this.#started}`, {}, disk);
    this.nodes.push(node);
    return node;
  }

  #deliverCopy(): void {
    const copy = this.#copies.splice(this.random.below(this.#copies.length), 1);
    for (const bytes of copy) this.log.append(bytes);
  }

  /** Lets promises go on, and the lost nodes join again. */
  async #tidy(): Promise<void> {
    for (let i = 0; i < 4; i++) await null;
    for (const node of this.nodes) {
      node.turn();
      if (!node.isLost || node.isPaused) continue;
      for (const client of this.clients) if (client.node === node) client.forgets();
      node.members.clear();
      node.join();
    }
    for (const client of this.clients) client.hears(this.log.timeMs);
    for (const node of this.nodes) node.turn();
  }
}

async function messagesOf({ history, hub }: SimulatedNode): Promise<Said[]> {
  const scopes = [...ROOMS, ...LED_ROOMS, ...NAMES.map((name) => `@${name}`)]
    .flatMap((scope) => [scope, `+${scope}`, `^${scope}`]).map((scope) => ({ scope, after: 0 }));
  hub.flush();
  const { records, more } = await history.read({ scopes, after: 0, limit: 1e6, limitBytes: 1e9 });
  assert(!more);
  return records.map(({ json }) => JSON.parse(decoder.decode(json)) as Said);
}

/** A message or an event, with all its fields. */
interface Said {
  readonly seq: number;
  readonly msg: string;
}

const decoder = new TextDecoder();
