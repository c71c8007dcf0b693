import type { WebSocketServer } from "ws";
import { hostBeforePort } from "../../hub/mod.ts";
import type { Admission } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import type { Transport } from "../transport.ts";
import { PAYLOAD_MAX_BYTES } from "./socket/message_queue.ts";
import { chooseSubprotocol } from "./socket/websocket.ts";
import { type WebOptions, WebServer } from "./web_server.ts";

/**
 * Listens for browsers and HTTP clients: the page, WebSocket, chat over HTTP, health and metrics.
 *
 * @throws {Deno.errors.AddrInUse} Or another error that the system has for the address.
 */
export async function listenWeb(
  options: WebOptions,
  context: Context,
  admission: Admission,
): Promise<Transport & { readonly port: number }> {
  const server = new WebServer(options, context, admission, await webSockets(context));
  const port = await server.listen();
  const scheme = options.tls === undefined ? "http" : "https";
  const address = `web ${scheme}://${hostBeforePort(options.hostname)}:${port}/`;
  return { address, port, serve: (signal) => server.serve(signal) };
}

/** The library reads the environment while it loads, so only a server with a web port loads it. */
async function webSockets({ limits }: Context): Promise<WebSocketServer> {
  const { WebSocketServer } = await import("ws");
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload: PAYLOAD_MAX_BYTES,
    perMessageDeflate: false,
    handleProtocols: chooseSubprotocol,
    closeTimeout: limits.closeTimeoutMs,
  };
  return new WebSocketServer(options);
}
