import { retryDelayMs } from "./backoff.js";
import { Stopwatch } from "./stopwatch.js";

/** @typedef {import("./wire.js").Incoming} Incoming */
/** @typedef {import("./wire.js").Outgoing} Outgoing */

/**
 * @typedef {{kind: "connecting"} | {kind: "online"} | {kind: "waiting", untilMs: number}
 *   | {kind: "ended"}} ConnectionState `untilMs` is a time of `performance.now()`.
 */

/**
 * @typedef {object} ConnectionHandlers
 * @property {() => void} onOpen Introduces the page.
 * @property {(incoming: Incoming) => void} onMessage
 * @property {() => void} onState
 */

/** The server is asked to speak this often, in seconds. */
export const HEARTBEAT_S = 25;

const SILENCE_MAX_MS = 2.4 * HEARTBEAT_S * 1_000;
const WELCOME_MAX_MS = 15_000;
const WATCH_EVERY_MS = 5_000;

/**
 * A WebSocket that comes back: after any loss it tries again, ever more slowly, until `end`. Silence
 * counts as loss, since a network that is gone doesn't say so.
 */
export class Connection {
  /** @type {ConnectionState} */
  state = { kind: "ended" };
  #url;
  #handlers;
  /** @type {WebSocket | undefined} */
  #socket;
  #attempt = 0;
  #heard = new Stopwatch();
  #dialled = new Stopwatch();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watch;

  /**
   * @param {URL} url
   * @param {ConnectionHandlers} handlers
   */
  constructor(url, handlers) {
    this.#url = url;
    this.#handlers = handlers;
  }

  /** Connects, at once. */
  start() {
    this.#drop();
    this.#watch ??= setInterval(() => this.#look(), WATCH_EVERY_MS);
    this.#dialled = this.#heard = new Stopwatch();
    this.#enter({ kind: "connecting" });
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => this.#handlers.onOpen();
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = () => this.#lost();
  }

  /** The server has taken the page in. */
  welcomed() {
    this.#attempt = 0;
    this.#enter({ kind: "online" });
  }

  /** Stops, and doesn't come back by itself. */
  end() {
    this.#drop();
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#enter({ kind: "ended" });
  }

  /** Something speaks for a network being there: doesn't wait any longer. */
  nudge() {
    if (this.state.kind === "waiting") this.start();
    else if (this.state.kind !== "ended") this.#look();
  }

  /**
   * @param {Outgoing} message
   * @returns {boolean} True if it went out; if it didn't, nothing else happens.
   */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** @param {unknown} data */
  #receive(data) {
    this.#heard = new Stopwatch();
    if (typeof data !== "string") return;
    /** @type {Incoming} */
    const incoming = JSON.parse(data);
    // Answered rather than timed: a browser slows the timers of a hidden page, but not messages.
    if (incoming.event === "heartbeat") this.send({});
    else this.#handlers.onMessage(incoming);
  }

  #look() {
    const isSilent = this.#heard.elapsedMs > SILENCE_MAX_MS;
    const isStuck = this.state.kind === "connecting" && this.#dialled.elapsedMs > WELCOME_MAX_MS;
    if (this.#socket !== undefined && (isSilent || isStuck)) this.#lost();
  }

  #lost() {
    this.#drop();
    const delayMs = retryDelayMs(this.#attempt++, Math.random);
    this.#retryTimer = setTimeout(() => this.start(), delayMs);
    this.#enter({ kind: "waiting", untilMs: performance.now() + delayMs });
  }

  #drop() {
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {ConnectionState} state */
  #enter(state) {
    this.state = state;
    this.#handlers.onState();
  }
}
