/**
 * A bare server of `ws`, for Node: what its users get who write the shortest chat server. It does
 * the hub's work on the bench's messages, without history, rooms or names.
 *
 *     node bare_ws.mjs PATH_OF_WS PORT
 */

import process from "node:process";

const [path, port] = process.argv.slice(2);
const { WebSocketServer } = await import(path);

const MAX_PAYLOAD_BYTES = 65_507;
/** A peer that has more than this unsent is let go. */
const BACKLOG_MAX_BYTES = 8 * 1024 * 1024;
const WELCOME = JSON.stringify({ name: "server", msg: "Welcome.", event: "welcome", peers: [] });

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(port),
  maxPayload: MAX_PAYLOAD_BYTES,
  perMessageDeflate: false,
  clientTracking: false,
});
const peers = new Set();
let seq = 0;

/** @param {{ name: string, msg: string }} said */
function deliver(from, { name, msg }) {
  const text = JSON.stringify({ seq: ++seq, time: new Date().toISOString(), name, msg });
  const bytes = Buffer.from(text);
  for (const peer of peers) {
    if (peer === from) continue;
    if (peer.bufferedAmount > BACKLOG_MAX_BYTES) peer.terminate();
    else peer.send(bytes, { binary: false });
  }
}

server.on("connection", (socket) => {
  socket.on("error", () => socket.terminate());
  socket.on("close", () => peers.delete(socket));
  socket.on("message", (bytes) => {
    let said;
    try {
      said = JSON.parse(bytes.toString());
    } catch {
      return socket.close(1007, "Each message is one JSON object.");
    }
    if (peers.has(socket)) return deliver(socket, said);
    peers.add(socket);
    socket.send(WELCOME);
  });
});
