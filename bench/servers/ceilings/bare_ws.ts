/**
 * A bare server of `ws` in Node, beside the scenes over WebSocket.
 *
 * @module
 */

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { freeEndpoint, type Running, type Server, startAt, versionOf } from "../server.ts";

const SOURCE = new URL("bare_ws.mjs", import.meta.url).pathname;
const MIB = 2 ** 20;

/** The address of the same `ws` that hubbub uses: Node doesn't find it in Deno's folder by itself. */
function addressOfWs(): string {
  const folder = createRequire(import.meta.url).resolve("ws/package.json");
  return new URL("wrapper.mjs", pathToFileURL(folder)).href;
}

export const bareWs: Server = {
  name: "bare-ws",
  title: "bare ws",
  wire: "websocket-bare",
  setup: "`bench/servers/ceilings/bare_ws.mjs` in Node, with hubbub's version of `ws`: no history",
  howToInstall: "apt-get install nodejs",
  mostOutstandingBytes: 4 * MIB,
  mostConnecting: 100,
  version: async () => {
    const version = await versionOf("node", "--version");
    return version === undefined ? undefined : `Node ${version}`;
  },
  async start({ core }): Promise<Running> {
    const endpoint = freeEndpoint();
    const command = ["node", SOURCE, addressOfWs(), String(endpoint.port)];
    return { ...await startAt(endpoint, command, core), web: endpoint };
  },
};
