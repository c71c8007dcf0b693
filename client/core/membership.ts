import { foldName, type Notice } from "../../vocabulary/mod.ts";

const LOBBY = "#lobby";

/** The rooms that a client is in, and the one in which it speaks. */
export class Membership {
  readonly #rooms = new Map<string, string>();
  #current: string;

  /**
   * @param rooms The rooms to enter at first; `say` speaks in the first of them.
   * @param options `hasLobby`: the client stays in the lobby, where the hub seats a newcomer. Default:
   * true.
   */
  constructor(
    rooms: readonly string[],
    { hasLobby = true }: { readonly hasLobby?: boolean } = {},
  ) {
    this.#current = rooms[0] ?? LOBBY;
    for (const room of rooms) this.#rooms.set(foldName(room), room);
    if (hasLobby) this.#rooms.set(LOBBY, LOBBY);
  }

  /** The rooms' names as the hub spells them. */
  get rooms(): string[] {
    return [...this.#rooms.values()];
  }

  /** The room of a message without `to`. */
  get current(): string {
    return this.#current;
  }

  has(room: string): boolean {
    return this.#rooms.has(foldName(room));
  }

  /** Notes that the client itself enters or leaves a room; other notices change nothing. */
  apply(notice: Notice, ownName: string): void {
    if (notice.event !== "join" && notice.event !== "leave") return;
    if (foldName(notice.peer) !== foldName(ownName)) return;
    const fold = foldName(notice.to);
    if (notice.event === "join") {
      this.#rooms.set(fold, notice.to);
      return;
    }
    this.#rooms.delete(fold);
    if (foldName(this.#current) === fold) {
      this.#current = this.#rooms.values().next().value ?? LOBBY;
    }
  }

  /** Sets the room of a message without `to`. */
  speakIn(room: string): void {
    this.#current = this.#rooms.get(foldName(room)) ?? room;
  }

  leave(room: string): void {
    this.#rooms.delete(foldName(room));
  }

  /** Returns the commands that bring a fresh session into these rooms. */
  commands(): string[] {
    const joins = this.rooms.filter((room) => room !== LOBBY).map((room) => `/join ${room}`);
    return this.#rooms.has(LOBBY) ? joins : [...joins, `/part ${LOBBY}`];
  }
}

/** Returns true if a notice tells that the client itself has entered or left a room. */
export function isOwnMove(
  notice: Notice,
  event: "join" | "leave",
  room: string,
  ownName: string,
): boolean {
  return notice.event === event && foldName(notice.to) === foldName(room) &&
    foldName(notice.peer) === foldName(ownName);
}
