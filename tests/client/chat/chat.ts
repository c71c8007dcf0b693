import { type Client, connect } from "../../../client/mod.ts";
import { startTestServer, TCP_AND_UDP, type TestServer } from "../../support/server/test_server.ts";
import { Terminal } from "../terminal.ts";

export const ROOT = new URL("../../../", import.meta.url).pathname;
export const CHAT = `${Deno.execPath()} run -A ${ROOT}main.ts chat`;
export const SIZE = { columns: 80, rows: 24 };
/** The prompt of a person in the lobby; until the person is in, a state stands before it. */
export const ONLINE = (screen: string): boolean => /^#lobby>/m.test(screen);

/** A chat in a terminal, and a peer that hears it. */
export class Chat implements AsyncDisposable {
  private constructor(
    readonly server: TestServer,
    readonly terminal: Terminal,
    readonly bob: Client,
  ) {}

  static async start(size = SIZE): Promise<Chat> {
    const server = await startTestServer(TCP_AND_UDP);
    const bob = await connect(server.tcpUrl, { name: "bob" });
    const terminal = await Terminal.open(`${CHAT} ada@${server.tcpUrl.slice(6)}`, size);
    await terminal.until(ONLINE);
    return new Chat(server, terminal, bob);
  }

  /** Returns ada's texts, up to one that she sends behind all others. */
  async said(): Promise<string[]> {
    await this.terminal.press("Enter");
    await this.terminal.type("that was all");
    await this.terminal.press("Enter");
    const said: string[] = [];
    for await (const { msg } of this.bob.messages()) {
      if (msg.endsWith("that was all")) return said;
      said.push(msg);
    }
    throw new Error("The conversation ended.");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminal[Symbol.asyncDispose]();
    await this.bob.close();
    await this.server[Symbol.asyncDispose]();
  }
}
