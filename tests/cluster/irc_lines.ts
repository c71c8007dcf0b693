import { connectTcp } from "../support/peers/connect.ts";
import type { Connection } from "../support/peers/connection.ts";
import { within } from "../support/deadline.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An IRC client that shows the lines as they are. */
export class IrcLines implements AsyncDisposable {
  private constructor(readonly nick: string, readonly connection: Connection) {}

  /** Joins the lobby. */
  static async join(
    server: { readonly tcpPort: number },
    nick: string,
    capabilities = "",
  ): Promise<IrcLines> {
    const client = new IrcLines(nick, await connectTcp(server, "plain"));
    await client.sends(
      `CAP REQ :${capabilities}`,
      `NICK ${nick}`,
      `USER ${nick} 0 * :the real ${nick}`,
      "CAP END",
      "JOIN #lobby",
    );
    await client.line(/ 366 /);
    return client;
  }

  async sends(...lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.connection.send(encoder.encode(line));
  }

  /** Returns the next line that matches; drops what comes before. */
  async line(pattern: RegExp): Promise<string> {
    return (await this.until(pattern)).at(-1)!;
  }

  /** Returns everything up to the next line that matches. */
  async until(pattern: RegExp): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const body = await within(this.connection.receive(), `${this.nick}: ${pattern}`);
      if (body === undefined) throw new Error(`The server ended the connection of ${this.nick}.`);
      lines.push(decoder.decode(body).replace(/\r$/, ""));
      if (pattern.test(lines.at(-1)!)) return lines;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }
}
