import type { Identity } from "../client_core_options.ts";
import { TypedPassword } from "./typed_password.ts";
import {
  type ClientMessage,
  foldName,
  type Notice,
  type WelcomeNotice,
} from "../../../vocabulary/mod.ts";

/** The relation of a welcome to the connection before. */
export interface Beginning {
  /** True if no connection was before. */
  readonly isFirst: boolean;
  /** True if the hub still knows the session, so that the client is in its rooms. */
  readonly isResumed: boolean;
  /** True if numbers count in the same log. */
  readonly isSameLog: boolean;
}

/** The fields of a hello that change with each connection. */
export interface HelloFields {
  readonly id: string;
  readonly heartbeatSeconds: number;
  /** The number after which the hello asks for messages; undefined: it asks for none. */
  readonly since: number | undefined;
}

/**
 * The point from which a client goes on over the next connection: its name, and the tokens that prove
 * that it had that name before.
 */
export class ResumePoint {
  readonly identity: Identity;
  readonly typedPassword: TypedPassword = new TypedPassword();
  #name: string;
  #token: string | undefined;
  #epoch: string | undefined;
  #cookie: string | undefined;
  #filesUrl: string | undefined;

  constructor(identity: Identity) {
    this.identity = identity;
    this.#name = identity.name;
    this.#token = identity.resume?.session;
    this.#epoch = identity.resume?.epoch;
  }

  /** The name, as the hub spells it. */
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

  /** By datagram: proves that the client receives at its address. */
  get cookie(): string | undefined {
    return this.#cookie;
  }

  /** The address of the hub's files, as its last welcome told it; undefined: it takes none. */
  get filesUrl(): string | undefined {
    return this.#filesUrl;
  }

  hello({ id, heartbeatSeconds: heartbeat, since }: HelloFields): ClientMessage {
    const { password = this.typedPassword.of(this.#name), token, wants } = this.identity;
    const session = this.#token;
    const epoch = this.#epoch;
    return {
      name: this.#name,
      id,
      heartbeat,
      ...(session !== undefined && { session }),
      ...(password !== undefined && { password }),
      ...(token !== undefined && { token }),
      ...(wants !== undefined && { wants }),
      ...(since !== undefined && epoch !== undefined && { since, epoch }),
    };
  }

  /** Notes the client's name and cookie from a notice; other notices change nothing. */
  apply(notice: Notice): void {
    if (notice.event === "welcome") {
      this.#name = notice.you;
      this.#cookie = notice.cookie;
      this.#filesUrl = notice.files;
      // The hub has begun another log during this session, whose numbers are larger.
      if (this.#token === notice.session) this.#epoch = notice.epoch;
    } else if (notice.event === "rename" && foldName(notice.peer) === foldName(this.#name)) {
      this.#name = notice.now;
    }
  }

  /** Notes the welcome of a new connection. */
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
