import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import type { ClientMessage, ErrorCode, Notice, TransportName } from "../../../hub/mod.ts";
import { type EventId, type Events, parseEventId } from "../../../protocol/mod.ts";
import { runOwned } from "../../bugs/owner.ts";
import { Connection } from "../../connection/connection.ts";
import { endConnection } from "../../connection/ending.ts";
import type { Link } from "../../connection/link.ts";
import { answerError } from "../http/answer.ts";
import { HttpError, toHttpError } from "../http/http_error.ts";
import { integerOf, type Question, roomOf } from "../http/request.ts";
import type { Web } from "../web.ts";

const COMMENT = new TextEncoder().encode(": still here\n\n");
const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Most rooms that one request names. */
const ROOMS_MAX = 16;

/**
 * `GET /events`: seats a peer that only listens, and streams to it what it hears until it goes. The
 * response's status is that of its hello: 200 once it is welcome.
 *
 * @throws {HttpError} `bad-query`.
 */
export async function serveEvents(
  response: ServerResponse,
  question: Question,
  web: Web,
): Promise<void> {
  const rooms = question.query.getAll("room").map(roomOf);
  if (rooms.length > ROOMS_MAX) {
    throw new HttpError(400, "bad-query", `At most ${ROOMS_MAX} rooms can be asked for at once.`);
  }
  const lastId = lastEventIdIn(response);
  const resume = resumeOf(lastId, question);
  const link = new EventStreamLink(response, question, web);
  const { connection } = link;
  try {
    await runOwned(connection, () => greet(link, question, { rooms, resume, lastId, web }));
    await Promise.race([link.closed, connection.ending]);
  } finally {
    await new Promise<void>((resolve) => endConnection(connection, web.context, resolve));
    await link.finish();
    link.close();
  }
}

interface Resume {
  readonly since: number;
  readonly epoch?: string;
}

function lastEventIdIn({ req }: ServerResponse): EventId | undefined {
  const id = req.headers["last-event-id"];
  return typeof id === "string" ? parseEventId(id) : undefined;
}

function resumeOf(last: EventId | undefined, { query }: Question): Resume | undefined {
  const since = integerOf(query, "since", { min: 0, max: Number.MAX_SAFE_INTEGER });
  const epoch = query.get("epoch");
  // The id that a browser adds when it comes back is newer than the address that a page once made.
  if (last !== undefined) {
    return { since: last.since, ...(last.epoch !== undefined && { epoch: last.epoch }) };
  }
  if (since === undefined) return undefined;
  return epoch === null ? { since } : { since, epoch };
}

async function greet(
  { connection }: EventStreamLink,
  { query, token }: Question,
  { rooms, resume, lastId, web }: {
    readonly rooms: readonly string[];
    readonly resume: Resume | undefined;
    readonly lastId: EventId | undefined;
    readonly web: Web;
  },
): Promise<void> {
  const { context: { hub, now }, events } = web;
  const ticket = query.get("session") ?? ticketOf(lastId, web);
  const name = query.get("name") ?? (ticket === null ? hub.freeGuestName() : undefined);
  const hello: ClientMessage = {
    ...(name !== undefined && { name }),
    ...(ticket !== null && { session: ticket }),
    ...(token !== undefined && { token }),
    // Rooms are entered before anything is replayed: what is replayed is what those in them said.
    ...(rooms.length === 0 && resume),
  };
  connection.handle(hello, now());
  await connection.passwordChecked;
  const { member } = connection;
  if (member === undefined) {
    // The refusal is on its way, as a response with its status.
    connection.close({ code: "quit", sentence: "The hello was refused." });
    return;
  }
  for (const room of rooms) connection.handle({ msg: `/join ${room}` }, now());
  const [lobby] = [...member.rooms].filter((room) => room.isLobby);
  const wantsLobby = rooms.length === 0 || rooms.some((room) => hub.rooms.get(room)?.isLobby);
  if (lobby !== undefined && !wantsLobby && member.rooms.size > 1) {
    connection.handle({ msg: `/part ${lobby.name}` }, now());
  }
  if (resume === undefined) connection.outbox.push(events.encodePosition(hub.history.lastSeq));
  else if (rooms.length > 0) {
    await member.replaying;
    connection.handle({ ...resume }, now());
  }
}

/**
 * The session of a client that comes back, if it is known still: its earlier connection may hang, and
 * hold the name. A browser whose hello is refused never tries again.
 */
function ticketOf(lastId: EventId | undefined, { context: { hub, now } }: Web): string | null {
  const session = lastId?.session;
  if (session === undefined) return null;
  return hub.sessions.get(session, now()) === undefined ? null : session;
}

class EventStreamLink implements Link {
  readonly transport: TransportName = "web";
  readonly address: string;
  readonly remote: string;
  readonly connection: Connection;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  #commentedMs: number;
  /** Of the last message that was written. */
  #lastId: string | undefined;

  constructor(
    readonly response: ServerResponse,
    { address }: Question,
    readonly web: Web,
  ) {
    this.address = address;
    this.remote = `events ${address}:${response.req.socket.remotePort ?? 0}`;
    this.#commentedMs = web.context.now();
    this.closed = new Promise((resolve) => response.once("close", () => resolve()));
    this.connection = new Connection(web.context, this);
    this.connection.speak(web.events);
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    const { response } = this;
    if (!response.headersSent) {
      if (this.connection.member === undefined) return this.#refuse(chunks[0]);
      response.writeHead(200, {
        "Content-Type": "text/event-stream",
        "Cache-Control": "no-store",
        // Proxies that gather a response would hold events back.
        "X-Accel-Buffering": "no",
        "X-Content-Type-Options": "nosniff",
      });
    }
    const events = Buffer.concat([...chunks, this.#ticket(chunks)]);
    return new Promise((resolve, reject) => {
      response.write(events, (error) => error ? reject(error) : resolve());
    });
  }

  /**
   * An event that no program sees, by which the browser remembers the session with the number of the
   * last message. Another connection that has taken the place over is to keep it: then the session is
   * forgotten instead.
   */
  #ticket(chunks: readonly Uint8Array[]): Uint8Array {
    const { member, closeReason } = this.connection;
    const newest = newestIdIn(chunks, this.web.events);
    this.#lastId = newest ?? this.#lastId;
    if (this.#lastId === undefined || member === undefined) return NOTHING;
    if (closeReason?.code === "replaced") return encoder.encode(`id: ${this.#lastId}\n\n`);
    if (newest === undefined) return NOTHING;
    return encoder.encode(`id: ${this.#lastId};${member.session}\n\n`);
  }

  /** A comment now and then keeps proxies from ending what seems idle, and finds who is gone. */
  tick(nowMs: number): void {
    if (nowMs - this.#commentedMs < this.web.limits.pingEveryMs) return;
    this.#commentedMs = nowMs;
    if (this.response.headersSent) this.connection.outbox.push(COMMENT);
  }

  /** Ends the response in order, if there is still somebody to read it. */
  finish(): Promise<void> {
    if (this.response.destroyed) return Promise.resolve();
    this.response.end();
    return Promise.race([this.closed, this.#finished()]);
  }

  close(): void {
    if (!this.response.writableFinished) this.response.destroy();
  }

  #finished(): Promise<void> {
    return new Promise((resolve) => {
      if (this.response.writableFinished) return resolve();
      this.response.once("finish", () => resolve());
    });
  }

  /** A hello that is refused gets no stream, but an answer with a status. */
  #refuse(event: Uint8Array): Promise<void> {
    const json = /^data: (.*)$/m.exec(decoder.decode(event))![1];
    const notice = JSON.parse(json) as Notice;
    const code: ErrorCode = notice.event === "error" ? notice.error : "internal-error";
    answerError(this.response, toHttpError(code, notice.msg));
    return Promise.resolve();
  }
}

function newestIdIn(chunks: readonly Uint8Array[], events: Events): string | undefined {
  for (let i = chunks.length - 1; i >= 0; i--) {
    const id = events.lastIdOf(chunks[i]);
    if (id !== undefined) return id;
  }
  return undefined;
}
