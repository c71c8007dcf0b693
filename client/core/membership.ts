import { foldName, type Notice } from "../../vocabulary/mod.ts";

const LOBBY = "#lobby";

/** Where one sits: the rooms one is in and the one that is spoken in. */
export class Membership {
  readonly #rooms = new Map<string, string>();
  #current: string;

  /**
   * @param rooms To be entered at first. The first one is where `say` speaks.
   * @param options `hasLobby`: the hub seats a newcomer in the lobby, and that is welcome. Default:
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

  /** The rooms' names as the hub writes them. */
  get rooms(): string[] {
    return [...this.#rooms.values()];
  }

  /** Where a message without `to` goes. */
  get current(): string {
    return this.#current;
  }

  has(room: string): boolean {
    return this.#rooms.has(foldName(room));
  }

  /** Notes that one comes or goes oneself; whatever else it is doesn't matter here. */
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

  /** From now on a message without `to` goes there. */
  speakIn(room: string): void {
    this.#current = this.#rooms.get(foldName(room)) ?? room;
  }

  leave(room: string): void {
    this.#rooms.delete(foldName(room));
  }

  /** The commands that bring a fresh session to where one sat. */
  commands(): string[] {
    const joins = this.rooms.filter((room) => room !== LOBBY).map((room) => `/join ${room}`);
    return this.#rooms.has(LOBBY) ? joins : [...joins, `/part ${LOBBY}`];
  }
}

/** Whether a notice tells that one has come to a room, or left it, oneself. */
export function isOwnMove(
  notice: Notice,
  event: "join" | "leave",
  room: string,
  ownName: string,
): boolean {
  return notice.event === event && foldName(notice.to) === foldName(room) &&
    foldName(notice.peer) === foldName(ownName);
}
