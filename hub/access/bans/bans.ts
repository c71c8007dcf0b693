import { containsAll, parseNetwork } from "../network.ts";
import type { WallTime } from "../../time/wall_time.ts";
import { type Ban, banKey, type BanTarget } from "./ban.ts";
import type { BanStore } from "./ban_store.ts";
import { NetworkIndex } from "./network_index.ts";

/** The bans in force, of names and of networks. */
export class Bans {
  /** Grows with each new ban. Connections that were accepted before have to be checked again. */
  revision = 0;
  readonly #byKey = new Map<string, Ban>();
  readonly #networks = new NetworkIndex();
  /** The largest number that a ban got. */
  lastNumber = 0;

  /** @param maxBans Most bans in force. Beyond it the ban that would end first is lifted. */
  constructor(
    public maxBans: number,
    readonly store: BanStore,
    readonly wall: WallTime,
  ) {
    for (const ban of store.kept) this.#set({ ...ban, untilMs: ban.untilMs - wall.offsetMs });
  }

  /** Adds a ban, in place of an earlier ban of the same name or network. */
  add(
    { kind, target }: BanTarget,
    { untilMs, reason }: Pick<Ban, "untilMs" | "reason">,
    nowMs: number,
  ): Banned {
    this.#dropExpired(nowMs);
    const number = this.#byKey.get(banKey({ kind, target }))?.number ?? this.lastNumber + 1;
    const ban = { number, kind, target, untilMs, reason };
    this.#set(ban);
    this.revision++;
    const persisted = this.store.put({ ...ban, untilMs: this.wall.at(untilMs) });
    const lifted = this.#byKey.size > this.maxBans ? this.#firstToEnd() : undefined;
    if (lifted !== undefined) this.#liftSilently(lifted);
    return { ban, lifted, persisted };
  }

  /** Lifts a ban by its number or its target; undefined where there was none. */
  remove(which: BanTarget | number, nowMs: number): Lifted | undefined {
    this.#dropExpired(nowMs);
    const ban = typeof which === "number"
      ? this.list(nowMs).find(({ number }) => number === which)
      : this.#byKey.get(banKey(which));
    return ban && { ban, persisted: this.#lift(ban) };
  }

  /** Returns all bans for a copy of the hub, those that have ended and nobody lifted included. */
  records(): Iterable<Ban> {
    return this.#byKey.values();
  }

  /** Adds a ban of another hub's copy. */
  restore(ban: Ban): void {
    this.#set(ban);
    this.revision++;
  }

  /** Returns the bans in force, in the order of their numbers. */
  list(nowMs: number): Ban[] {
    return [...this.#byKey.values()].filter(({ untilMs }) => untilMs > nowMs)
      .sort((a, b) => a.number - b.number);
  }

  /** Returns the ban of a name; undefined where there is none. */
  ofName(name: string, nowMs: number): Ban | undefined {
    if (this.#byKey.size === 0) return undefined;
    return this.#inForce(banKey({ kind: "name", target: name }), nowMs);
  }

  /** Returns the ban of a network that holds an address; undefined where there is none. */
  ofAddress(address: string, nowMs: number): Ban | undefined {
    for (const network of this.#networks.holding(address)) {
      const ban = this.#inForce(network, nowMs);
      if (ban !== undefined) return ban;
    }
    return undefined;
  }

  /** Returns the bans of networks that share addresses with a network. A name shares none. */
  overlapOf(text: string, nowMs: number): Overlap {
    const network = parseNetwork(text);
    const around: Ban[] = [];
    const within: Ban[] = [];
    if (network === undefined) return { around, within };
    for (const ban of this.list(nowMs)) {
      const other = ban.kind === "network" ? parseNetwork(ban.target) : undefined;
      if (other === undefined) continue;
      if (containsAll(other, network)) around.push(ban);
      else if (containsAll(network, other)) within.push(ban);
    }
    return { around, within };
  }

  /** Returns the sentence for an address that is banned; undefined where it isn't. */
  refusalOf(address: string, nowMs: number): string | undefined {
    const ban = this.ofAddress(address, nowMs);
    return ban && this.sentence(ban, address, nowMs);
  }

  /**
   * Builds the sentence for a peer that is banned.
   *
   * @param who The name or the address that is refused, as the peer knows it.
   */
  sentence({ untilMs, reason }: Ban, who: string, nowMs: number): string {
    const minutes = Math.ceil((untilMs - nowMs) / 60_000);
    return `"${who}" is banned for ${minutes} min from now${reason && `: ${reason}`}.`;
  }

  /** Changes nothing: each node asks for itself, and all nodes have the same bans. */
  #inForce(key: string, nowMs: number): Ban | undefined {
    const ban = this.#byKey.get(key);
    return ban !== undefined && ban.untilMs > nowMs ? ban : undefined;
  }

  #dropExpired(nowMs: number): void {
    for (const ban of this.#byKey.values()) if (ban.untilMs <= nowMs) this.#liftSilently(ban);
  }

  #set(ban: Ban): void {
    this.#byKey.set(banKey(ban), ban);
    if (ban.kind === "network") this.#networks.add(ban.target);
    this.lastNumber = Math.max(this.lastNumber, ban.number);
  }

  /** Lifts a ban that nobody asked to lift. If the disk keeps it, it still ends at its time. */
  #liftSilently(ban: Ban): void {
    this.#lift(ban).catch(() => {});
  }

  #lift(ban: Ban): Promise<void> {
    this.#byKey.delete(banKey(ban));
    if (ban.kind === "network") this.#networks.delete(ban.target);
    return this.store.drop(ban.number);
  }

  #firstToEnd(): Ban | undefined {
    return [...this.#byKey.values()].sort((a, b) => a.untilMs - b.untilMs)[0];
  }
}

/** The result of a new ban. */
export interface Banned {
  readonly ban: Ban;
  /** The ban that was lifted to make room for the new one. */
  readonly lifted: Ban | undefined;
  /** Resolves when the ban would survive a restart; rejects with a `ChatError` if it wouldn't. */
  readonly persisted: Promise<void>;
}

/** The result of lifting a ban. */
export interface Lifted {
  readonly ban: Ban;
  /** Resolves when a restart would lift it too; rejects with a `ChatError` if it wouldn't. */
  readonly persisted: Promise<void>;
}

/** The bans whose networks share addresses with a network. */
export interface Overlap {
  /** The bans of networks that hold the whole network. */
  readonly around: readonly Ban[];
  /** The bans of addresses and smaller networks within the network. */
  readonly within: readonly Ban[];
}
