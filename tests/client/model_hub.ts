import type { ClientMessage } from "../../hub/mod.ts";

interface Entry {
  readonly seq: number;
  readonly name: string;
  readonly msg: string;
  readonly to: string;
}

interface Session {
  readonly token: string;
  readonly name: string;
  readonly rooms: Set<string>;
  readonly sinceSeq: number;
  send: ((value: unknown) => void) | undefined;
}

/** The promises of a hub to its clients, in as few lines as possible; tests hold a real hub to them, too. */
export class ModelHub {
  readonly log: Entry[] = [];
  readonly #sessions = new Map<string, Session>();
  readonly #byLink = new Map<number, Session>();
  readonly #ids = new Map<string, number>();
  #tokens = 0;

  /** Takes a message of a link; whatever it answers goes to `send`. */
  receive(link: number, message: ClientMessage, send: (value: unknown) => void): void {
    const session = this.#byLink.get(link) ?? this.#attach(link, message, send);
    if (session === undefined) {
      return send(notice("error", { error: "name-missing", id: message.id }));
    }
    const { msg, id, to = "#lobby" } = message;
    if (msg === undefined) {
      if (message.heartbeat !== undefined || message.since !== undefined) {
        this.#welcome(session, message);
      } else {
        // A real hub's heartbeats come by its clock, about as often.
        session.send?.(notice("heartbeat", {}));
      }
    } else if (msg.startsWith("/") && !msg.startsWith("//")) this.#command(session, msg);
    else if (to.startsWith("#") && !session.rooms.has(to)) {
      send(notice("error", { error: "room-unknown", id }));
    } else this.#say(session, msg, to, id);
  }

  /** Somebody else says something. */
  say(name: string, msg: string, to: string): void {
    const entry = { seq: this.log.length + 1, name, msg, to };
    this.log.push(entry);
    for (const session of this.#sessions.values()) {
      if (session.name !== name && (session.rooms.has(to) || session.name === to)) {
        session.send?.(wire(entry, false));
      }
    }
  }

  /** The link ended; the session stays. */
  detach(link: number): void {
    const session = this.#byLink.get(link);
    if (session !== undefined) session.send = undefined;
    this.#byLink.delete(link);
  }

  /** Starts anew with the log and the ids of before, and nothing else. */
  restart(): void {
    this.#byLink.clear();
    this.#sessions.clear();
  }

  #attach(
    link: number,
    { name, session: token }: ClientMessage,
    send: (value: unknown) => void,
  ): Session | undefined {
    if (name === undefined) return undefined;
    const known = this.#sessions.get(token ?? "");
    const session: Session = known ?? {
      token: `session ${++this.#tokens}`,
      name,
      rooms: new Set(["#lobby"]),
      sinceSeq: this.log.length,
      send,
    };
    for (const [other, held] of this.#byLink) if (held === session) this.#byLink.delete(other);
    session.send = send;
    this.#sessions.set(session.token, session);
    this.#byLink.set(link, session);
    return session;
  }

  #welcome(session: Session, { since, id }: ClientMessage): void {
    const { token, name: you } = session;
    const seq = this.log.length;
    const counts = { peers: [], count: 1, seq, epoch: "e", id };
    session.send?.(notice("welcome", { you, session: token, ...counts }));
    if (since === undefined) return;
    const missed = this.log.filter((entry) =>
      entry.seq > since && entry.name !== you &&
      (session.rooms.has(entry.to) || entry.to === you && entry.seq > session.sinceSeq)
    );
    for (const entry of missed) session.send?.(wire(entry, true));
    const covered = { complete: true, count: missed.length, seq, epoch: "e", id };
    session.send?.(notice("history", covered));
  }

  #command(session: Session, line: string): void {
    const [command, room] = line.split(" ");
    if (command === "/join") {
      session.rooms.add(room);
      session.send?.(notice("join", { peer: session.name, to: room }));
    } else if (command === "/quit") session.send?.(notice("close", { reason: "quit" }));
    else throw new Error(`The model doesn't know ${command}.`);
  }

  #say(session: Session, msg: string, to: string, id: string | undefined): void {
    let seq = this.#ids.get(id ?? "");
    if (seq === undefined) {
      this.say(session.name, msg, to);
      seq = this.log.length;
      if (id !== undefined) this.#ids.set(id, seq);
    }
    if (id !== undefined) session.send?.(notice("ack", { id, seq }));
  }
}

function notice(event: string, fields: Record<string, unknown>): unknown {
  return { name: "server", msg: event, event, ...fields };
}

function wire({ seq, name, msg, to }: Entry, replay: boolean): unknown {
  const time = "2026-11-21T05:00:00.000Z";
  const room = to === "#lobby" ? {} : { to };
  return { seq, time, name, msg, ...room, ...(replay && { replay }) };
}
