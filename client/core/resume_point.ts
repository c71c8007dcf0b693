import type { Identity } from "./client_core_options.ts";
import {
  type ClientMessage,
  foldName,
  type Notice,
  type WelcomeNotice,
} from "../../vocabulary/mod.ts";

/** How a welcome goes on from what was before. */
export interface Beginning {
  /** Nothing was before. */
  readonly isFirst: boolean;
  /** The hub knows the session still, so one is in one's rooms. */
  readonly isResumed: boolean;
  /** The numbers count in the same log. */
  readonly isSameLog: boolean;
}

/** A hello's fields that are of one connection. */
export interface HelloFields {
  readonly id: string;
  readonly heartbeatSeconds: number;
  /** Asks for what came after this number; undefined: for nothing. */
  readonly since: number | undefined;
}

/**
 * Who one is to the hub, over any number of connections: the name, and what proves to it that one
 * had that name before.
 */
export class ResumePoint {
  readonly identity: Identity;
  #name: string;
  #token: string | undefined;
  #epoch: string | undefined;
  #cookie: string | undefined;

  constructor(identity: Identity) {
    this.identity = identity;
    this.#name = identity.name;
    this.#token = identity.resume?.session;
    this.#epoch = identity.resume?.epoch;
  }

  /** As the hub has it. */
  get name(): string {
    return this.#name;
  }

  /** True once a hub has welcomed this client, or the client that this one goes on from. */
  get hasBegun(): boolean {
    return this.#epoch !== undefined;
  }

  /** The token of the session; undefined before the first welcome. */
  get session(): string | undefined {
    return this.#token;
  }

  /** Names the log that numbers count in. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** By datagram: shows that one receives at one's address. */
  get cookie(): string | undefined {
    return this.#cookie;
  }

  hello({ id, heartbeatSeconds: heartbeat, since }: HelloFields): ClientMessage {
    const { password, token } = this.identity;
    const session = this.#token;
    const epoch = this.#epoch;
    return {
      name: this.#name,
      id,
      heartbeat,
      ...(session !== undefined && { session }),
      ...(password !== undefined && { password }),
      ...(token !== undefined && { token }),
      ...(since !== undefined && epoch !== undefined && { since, epoch }),
    };
  }

  /** Notes one's name and cookie where this tells them; whatever else it is doesn't matter here. */
  apply(notice: Notice): void {
    if (notice.event === "welcome") {
      this.#name = notice.you;
      this.#cookie = notice.cookie;
      // The hub has begun another log during this session: its numbers go on higher up.
      if (this.#token === notice.session) this.#epoch = notice.epoch;
    } else if (notice.event === "rename" && foldName(notice.peer) === foldName(this.#name)) {
      this.#name = notice.now;
    }
  }

  /** A new connection has been welcomed. */
  begin(welcome: WelcomeNotice): Beginning {
    const isFirst = !this.hasBegun;
    const isResumed = this.#token === welcome.session;
    const isSameLog = isFirst || this.#epoch === welcome.epoch;
    this.apply(welcome);
    this.#token = welcome.session;
    this.#epoch = welcome.epoch;
    return { isFirst, isResumed, isSameLog };
  }
}
