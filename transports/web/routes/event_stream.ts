import type { ServerResponse } from "node:http";
import type { ClientMessage, ErrorCode, Notice, TransportName } from "../../../hub/mod.ts";
import { type EventId, type Events, parseEventId } from "../../../protocol/mod.ts";
import { runOwned } from "../../bugs/owner.ts";
import { Connection } from "../../connection/connection.ts";
import { endConnection } from "../../connection/ending.ts";
import type { Link } from "../../connection/link.ts";
import { answerError } from "../http/answer.ts";
import { HttpError, toHttpError } from "../http/http_error.ts";
import { integerOf, type ParsedRequest, roomOf } from "../http/parsed_request.ts";
import { loginOf } from "./files/login.ts";
import type { WebContext } from "../web_context.ts";

const COMMENT = new TextEncoder().encode(": still here\n\n");
const EMPTY = new Uint8Array(0);
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The most rooms that a request may name. */
const ROOMS_MAX = 16;

/**
 * `GET /events`: attaches a peer that only listens, and streams its messages until it leaves. The
 * response's status is that of the hello: 200 once the peer is welcome.
 *
 * @throws {HttpError} `bad-query`.
 */
export async function serveEvents(
  response: ServerResponse,
  parsed: ParsedRequest,
  web: WebContext,
): Promise<void> {
  const rooms = parsed.query.getAll("room").map(roomOf);
  if (rooms.length > ROOMS_MAX) {
    throw new HttpError(400, "bad-query", `At most ${ROOMS_MAX} rooms can be asked for at once.`);
  }
  const lastId = lastEventIdIn(response);
  const resume = resumeOf(lastId, parsed);
  const link = new EventStreamLink(response, parsed, web);
  const { connection } = link;
  try {
    await runOwned(connection, () => greet(link, parsed, { rooms, resume, lastId, web }));
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

function resumeOf(last: EventId | undefined, { query }: ParsedRequest): Resume | undefined {
  const since = integerOf(query, "since", { min: 0, max: Number.MAX_SAFE_INTEGER });
  const epoch = query.get("epoch");
  // The id that a returning browser adds is newer than the address, which the page made once.
  if (last !== undefined) {
    return { since: last.since, ...(last.epoch !== undefined && { epoch: last.epoch }) };
  }
  if (since === undefined) return undefined;
  return epoch === null ? { since } : { since, epoch };
}

async function greet(
  { connection, response }: EventStreamLink,
  { query, token }: ParsedRequest,
  { rooms, resume, lastId, web }: {
    readonly rooms: readonly string[];
    readonly resume: Resume | undefined;
    readonly lastId: EventId | undefined;
    readonly web: WebContext;
  },
): Promise<void> {
  const { context: { hub, now }, events } = web;
  const session = query.get("session") ?? sessionOf(lastId, web);
  const login = loginOf(response.req);
  const name = query.get("name") ?? login?.name ?? null;
  const hello: ClientMessage = {
    ...(name !== null && { name }),
    ...(name === null && session === null && { name: hub.freeGuestName(), isGuest: true }),
    ...(session !== null && { session }),
    ...(login !== undefined && { password: login.password }),
    ...(token !== undefined && { token }),
    // The peer enters its rooms first: only then the replay holds their messages.
    ...(rooms.length === 0 && resume),
  };
  connection.handle(hello, now());
  await connection.heldUntil;
  const { member } = connection;
  if (member === undefined) {
    // The refusal is on its way, as a response with its status.
    connection.close({ code: "quit", sentence: "The hello was refused." });
    return;
  }
  for (const room of rooms) connection.handle({ msg: `/join ${room}` }, now());
  await hub.applied;
  const [lobby] = [...member.rooms].filter((room) => room.isLobby);
  const wantsLobby = rooms.length === 0 || rooms.some((room) => hub.rooms.get(room)?.isLobby);
  if (lobby !== undefined && !wantsLobby && member.rooms.size > 1) {
    connection.handle({ msg: `/part ${lobby.name}` }, now());
    await hub.applied;
  }
  if (resume === undefined) connection.outbox.push(events.encodePosition(hub.history.lastSeq));
  else if (rooms.length > 0) {
    await member.replaying;
    connection.handle({ ...resume }, now());
  }
}

/**
 * Returns the session of a client that comes back, if the hub still has it: the earlier connection may
 * hang, and hold the name. A browser whose hello is refused never tries again.
 */
function sessionOf(
  lastId: EventId | undefined,
  { context: { hub, now } }: WebContext,
): string | null {
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
  /** The id of the last message that was written. */
  #lastId: string | undefined;

  constructor(
    readonly response: ServerResponse,
    { address, remote }: ParsedRequest,
    readonly web: WebContext,
  ) {
    this.address = address;
    this.remote = `events ${remote}`;
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
    const sessionEvent = this.#sessionEvent(chunks);
    const pieces = sessionEvent.length === 0 ? chunks : [...chunks, sessionEvent];
    return new Promise((resolve, reject) => {
      // Corked pieces go out together, and no peer needs a copy of the bytes that all peers share:
      // 26 in place of 42 us for 60 kB.
      response.cork();
      for (const piece of pieces.slice(0, -1)) response.write(piece);
      response.write(pieces[pieces.length - 1], (error) => error ? reject(error) : resolve());
      response.uncork();
    });
  }

  /**
   * Returns an event without data, which no program sees: the browser keeps its id, which holds the
   * session and the number of the last message. If another connection has replaced this one, the id
   * leaves the session out, so that this browser doesn't take it back.
   */
  #sessionEvent(chunks: readonly Uint8Array[]): Uint8Array {
    const { member, closeReason } = this.connection;
    const newest = newestIdIn(chunks, this.web.events);
    this.#lastId = newest ?? this.#lastId;
    if (this.#lastId === undefined || member === undefined) return EMPTY;
    if (closeReason?.code === "replaced") return encoder.encode(`id: ${this.#lastId}\n\n`);
    if (newest === undefined) return EMPTY;
    return encoder.encode(`id: ${this.#lastId};${member.session}\n\n`);
  }

  /** Sends a comment now and then, so that no proxy ends an idle stream, and that a lost peer is found. */
  tick(nowMs: number): void {
    if (nowMs - this.#commentedMs < this.web.settings.limits.pingEveryMs) return;
    this.#commentedMs = nowMs;
    if (this.response.headersSent) this.connection.outbox.push(COMMENT);
  }

  /** Ends the response in order, and waits until it is written, if the connection still exists. */
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

  /** Answers a refused hello with a status in place of a stream. */
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
