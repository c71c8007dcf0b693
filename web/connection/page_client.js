import { ClientCore, ClientError } from "../../client/core/mod.ts";
import { Alarm } from "./alarm.js";
import { LIMITS } from "./limits.js";
import { PageSocket } from "./page_socket.js";
import { SteadyClock } from "./steady_clock.js";
import { newId } from "./wire.js";

/** @typedef {import("../../client/core/mod.ts").ClientEvent} ClientEvent */
/** @typedef {import("../../client/core/mod.ts").Completion} Completion */
/** @typedef {import("../../client/core/mod.ts").Host} Host */
/** @typedef {import("../../client/core/mod.ts").Identity} Identity */
/** @typedef {import("../../client/core/mod.ts").Resume} Resume */
/** @typedef {import("../../client/core/mod.ts").Saying} Saying */
/** @typedef {import("../../client/core/mod.ts").StateEvent} StateEvent */

/**
 * @typedef {{kind: "connecting"} | {kind: "online"} | {kind: "waiting", untilMs: number}
 *   | {kind: "ended"}} ConnectionState `untilMs` is a time of `performance.now()`.
 */

/**
 * @typedef {object} ConnectionHandlers
 * @property {(event: Exclude<ClientEvent, StateEvent>) => void} onEvent
 * @property {() => void} onState
 * @property {() => void} onCaughtUp The reader is in all rooms, and every missed message has arrived.
 * @property {(error: ClientError | undefined) => void} onEnded The page doesn't come back by itself.
 * Undefined: the reader left.
 */

/** Runs the client's core with a WebSocket, timers and a clock. */
export class PageClient {
  clock = new SteadyClock();
  /** @type {ConnectionState} */
  state = { kind: "ended" };
  #url;
  #handlers;
  /** @type {ClientCore | undefined} */
  #core;
  /** @type {Resume | undefined} */
  #resume;
  #alarm = new Alarm(this.clock, () => this.#act((core, nowMs) => core.tick(nowMs)));
  #socket = new PageSocket({
    onOpen: () => this.#act((core, nowMs) => core.opened(nowMs)),
    onMessage: (value) => this.#act((core, nowMs) => core.received(value, nowMs)),
    onLost: (why) => this.#act((core, nowMs) => core.lost(nowMs, why)),
  });
  #wasCaughtUp = false;
  /** Counts the steps under way, one within the other. */
  #depth = 0;

  /**
   * @param {URL} url
   * @param {ConnectionHandlers} handlers
   */
  constructor(url, handlers) {
    this.#url = url;
    this.#handlers = handlers;
  }

  /** The address of the WebSocket in use, or of the newest attempt. */
  get address() {
    return this.#core?.address ?? this.#url.href;
  }

  /** True while the reader is in all rooms, and every missed message has arrived. */
  get isCaughtUp() {
    return this.#core?.isCaughtUp ?? false;
  }

  /** True where nothing is sent any more until the next `start`. */
  get isOver() {
    return this.#core === undefined || this.#core.state === "closed";
  }

  /** The point to go on from; undefined before the first welcome. */
  get resume() {
    return this.#core?.resume ?? this.#resume;
  }

  /**
   * Connects at once. `client/core/connection/connectivity.ts` decides if and when to connect again.
   *
   * @param {Identity} identity
   */
  start(identity) {
    this.#stop();
    this.#resume = identity.resume;
    const uplink = { addresses: [this.#url.href], isLossy: false };
    this.#core = new ClientCore(identity, LIMITS, uplink, this.#host());
    this.#act((core, nowMs) => core.start(nowMs));
  }

  /** Stops without a word, and doesn't come back by itself. Queued messages stay queued. */
  end() {
    this.#stop();
    this.#enter({ kind: "ended" });
  }

  /** Forgets where the reader was. */
  forget() {
    this.#stop();
    this.#resume = undefined;
  }

  /** Tries to connect at once: an event suggests that the network is back. */
  nudge() {
    this.#act((core, nowMs) => core.retryNow(nowMs));
  }

  /**
   * @param {string} line
   * @param {{id?: string, to?: string}} [options] `id` comes back in the notice of a refusal; `to` is the
   * room that a command without a room is about.
   * @returns {boolean} True if it went out; if it didn't, nothing else happens.
   */
  command(line, options = {}) {
    if (!this.#core?.isOnline) return false;
    this.#act((core, nowMs) => core.command(line, nowMs, options));
    return true;
  }

  /**
   * Says a text as soon as the reader is in all rooms.
   *
   * @param {Saying} saying
   * @param {Completion} completion
   * @throws {ClientError} The text can't be said.
   */
  say(saying, completion) {
    if (this.isOver) return;
    this.#act((core, nowMs) => core.say(saying, completion, nowMs));
  }

  /**
   * Edits, deletes or reacts to a message as soon as the reader is in all rooms.
   *
   * @param {import("../../client/core/mod.ts").ChangeRequest} request
   * @param {Completion} completion
   * @param {Pick<Saying, "id" | "sent">} attempt
   * @throws {ClientError} The text can't be said.
   */
  change(request, completion, attempt) {
    if (this.isOver) return;
    this.#act((core, nowMs) => core.change(request, completion, nowMs, attempt));
  }

  /**
   * Searches the hub's log.
   *
   * @param {import("../../client/core/mod.ts").SearchQuestion} question
   * @param {Omit<import("../../client/core/mod.ts").SearchRequest, "question">} handlers
   */
  search(question, handlers) {
    if (this.isOver) {
      return handlers.reject(new ClientError("offline", "The page has left the hub."));
    }
    try {
      this.#act((core, nowMs) => core.search({ question, ...handlers }, nowMs));
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      handlers.reject(error);
    }
  }

  /** @param {import("../../client/core/mod.ts").Signal} signal Dropped without a connection. */
  signal(signal) {
    this.#act((core, nowMs) => core.signal(signal, nowMs));
  }

  /** @param {string} id Of a text that isn't to be said any more. */
  withdraw(id) {
    this.#core?.withdraw(id);
  }

  /**
   * Runs one step of the core, and arranges the core's next step.
   *
   * @param {(core: ClientCore, nowMs: number) => void} step
   */
  #act(step) {
    const core = this.#core;
    if (core === undefined) return;
    this.#depth++;
    try {
      step(core, this.clock.nowMs());
    } finally {
      this.#depth--;
    }
    // A handler that a step calls may take another step within it.
    if (this.#depth > 0 || this.#core !== core || core.state === "closed") return;
    this.#alarm.ringAt(core.nextMs());
    const wasCaughtUp = this.#wasCaughtUp;
    this.#wasCaughtUp = core.isCaughtUp;
    if (this.#wasCaughtUp && !wasCaughtUp) this.#handlers.onCaughtUp();
  }

  /** @returns {Host} */
  #host() {
    return {
      connect: (address) => this.#socket.open(address),
      disconnect: () => this.#socket.drop(),
      send: (message) => this.#socket.send(message),
      emit: (event) => {
        if (event.event === "state") this.#stateChanged(event);
        else this.#handlers.onEvent(event);
      },
      free: () => Infinity,
      hasCapacity: () => true,
      ended: (error) => this.#handlers.onEnded(error),
      newId,
      random: Math.random,
    };
  }

  #stop() {
    this.#resume = this.resume;
    this.#core = undefined;
    this.#wasCaughtUp = false;
    this.#socket.drop();
    this.#alarm.stop();
  }

  /** @param {StateEvent} event */
  #stateChanged({ state, retryInMs = 0 }) {
    switch (state) {
      case "connecting":
      case "online":
        return this.#enter({ kind: state });
      case "waiting":
        this.#wasCaughtUp = false;
        return this.#enter({ kind: "waiting", untilMs: performance.now() + retryInMs });
      case "closed":
        return this.#enter({ kind: "ended" });
    }
  }

  /** @param {ConnectionState} state */
  #enter(state) {
    this.state = state;
    this.#handlers.onState();
  }
}
