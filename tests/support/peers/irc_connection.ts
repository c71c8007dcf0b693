import type { Connection } from "./connection.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LOBBY = "#lobby";

/**
 * An IRC client as the contract's tests use it: takes the commands of a person at a plain connection,
 * and shows what it hears in the same form. It shares no code with the server.
 */
export class IrcConnection implements Connection {
  #nick = "";
  #isSeated = false;
  #asksWho = false;
  #current = LOBBY;

  /** @param wire Carries lines without their ends. */
  constructor(readonly wire: Connection) {}

  async send(body: Uint8Array): Promise<void> {
    const text = decoder.decode(body);
    const [, command, first = "", rest = ""] = /^\/(\S+) ?(\S*) ?(.*)$/s.exec(text) ?? [];
    switch (command) {
      case "nick":
        await this.#line(`NICK ${first}`);
        if (this.#nick === "") await this.#line("USER tester 0 * :a tester");
        return;
      case "msg":
        return await this.#line(`PRIVMSG ${first} :${rest}`);
      case "join":
        this.#current = first;
        return await this.#line(`JOIN ${first}`);
      case "part":
        this.#current = LOBBY;
        return await this.#line(`PART ${first}`);
      case "who":
        this.#asksWho = true;
        return await this.#line(`NAMES ${first || LOBBY}`);
      default:
        return await this.#line(`PRIVMSG ${this.#current} :${text}`);
    }
  }

  async receive(): Promise<Uint8Array | undefined> {
    for (;;) {
      const body = await this.wire.receive();
      if (body === undefined) return undefined;
      const shown = await this.#shown(decoder.decode(body).replace(/\r$/, ""));
      if (shown !== undefined) return encoder.encode(shown);
    }
  }

  close(): Promise<void> | void {
    return this.wire.close();
  }

  #line(line: string): Promise<void> {
    return this.wire.send(encoder.encode(line));
  }

  /** Returns a line as a plain connection shows it; undefined for one that it doesn't show. */
  async #shown(line: string): Promise<string | undefined> {
    const [, name = "", command = "", rest = ""] = /^(?::([^ !]+)\S* )?(\S+) ?(.*)$/s.exec(line) ??
      [];
    const at = rest.startsWith(":") ? 0 : rest.indexOf(" :") + 1;
    const hasText = at > 0 || rest.startsWith(":");
    const text = hasText ? rest.slice(at + 1) : "";
    const [first = "", second = ""] = (hasText ? rest.slice(0, at) : rest).trim().split(" ");
    switch (command) {
      case "001":
        this.#nick = first;
        await this.#line(`JOIN ${LOBBY}`);
        return `server: ${text}`;
      case "353":
        if (!this.#asksWho) return undefined;
        this.#asksWho = false;
        return `server: ${text}`;
      case "366":
        if (this.#isSeated) return undefined;
        this.#isSeated = true;
        return `server: somebody is now ${this.#nick}`;
      case "PRIVMSG": {
        const where = first === LOBBY ? "" : first.startsWith("#") ? ` (${first})` : " (to you)";
        return `${name}${where}: ${text}`;
      }
      case "NOTICE":
        return `server: ${text}`;
      case "JOIN":
        return name === this.#nick ? undefined : `server: ${name} joined ${first}`;
      case "PART":
        return name === this.#nick ? undefined : `server: ${name} left ${first}`;
      case "QUIT":
        return `server: ${name} left ${LOBBY}: ${text}`;
      case "NICK":
        if (name === this.#nick) this.#nick = first || text;
        return `server: ${name} is now ${first || text}`;
      case "ERROR":
        return `server: ${text}`;
      default:
        return /^4/.test(command) ? `server: ${text || second}` : undefined;
    }
  }
}
