/**
 * @typedef {object} SocketHandlers
 * @property {() => void} onOpen
 * @property {(value: unknown) => void} onMessage Gets a message of the hub, parsed.
 * @property {(why: string) => void} onLost The socket is closed, or couldn't be opened.
 */

/** The WebSocket in use: one at a time, and none is heard once another one is asked for. */
export class PageSocket {
  #handlers;
  /** @type {WebSocket | undefined} */
  #socket;
  /** Counts the sockets that were asked for, or dropped. */
  #attempts = 0;

  /** @param {SocketHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** @param {string} address */
  open(address) {
    this.drop();
    const attempt = this.#attempts;
    const { onOpen, onMessage, onLost } = this.#handlers;
    /** @type {WebSocket} */
    let socket;
    try {
      socket = new WebSocket(address);
    } catch {
      // Some browsers refuse an address that the page's policy forbids in this call.
      queueMicrotask(() => {
        if (attempt === this.#attempts) onLost("The browser doesn't connect to this address.");
      });
      return;
    }
    this.#socket = socket;
    socket.onopen = () => onOpen();
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") onMessage(JSON.parse(data));
    };
    socket.onclose = () => {
      this.drop();
      onLost("The connection was lost.");
    };
  }

  /** @param {unknown} message Dropped without a connection. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify(message));
  }

  /** Closes the socket, of which nothing more is heard. */
  drop() {
    this.#attempts++;
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
