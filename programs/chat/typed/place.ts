import { foldName } from "../../../hub/mod.ts";
import { type Client, ClientError } from "../../../client/mod.ts";

/** The people who hear the text that is typed next. */
type Hearers =
  /** A room that the person is in, or a peer. */
  | { readonly kind: "there"; readonly name: string }
  /** The hub hasn't yet let the person into the room; texts wait for its answer. */
  | { readonly kind: "entering"; readonly name: string }
  /** The person has left the room, or the hub refused the entry: nobody hears a text. */
  | { readonly kind: "nowhere" };

/**
 * The room or peer that a person at a terminal talks to. Lines may be typed faster than the hub
 * answers: a text goes to the room that was named before it, or to nobody.
 */
export class Place {
  #hearers: Hearers;

  constructor(
    readonly client: Pick<Client, "join" | "lookUp" | "part" | "room" | "rooms" | "speakIn">,
    readonly onMoved: () => void,
  ) {
    this.#hearers = { kind: "there", name: client.room };
  }

  /** The room or peer; undefined while nobody would hear a text. */
  get name(): string | undefined {
    return this.#hearers.kind === "nowhere" ? undefined : this.#hearers.name;
  }

  get isEntering(): boolean {
    return this.#hearers.kind === "entering";
  }

  /** The sentence for a person without a place, with the command that leads back to a room. */
  get whyNowhere(): string {
    const room = this.#ownRoom(this.client.room) ?? this.client.rooms[0];
    const cure = room === undefined ? "/join #lobby enters it" : `/switch ${room} talks there`;
    return `You talk in no room now: ${cure}.`;
  }

  /**
   * Enters a room. Texts that are typed before the hub answers wait, and are refused if it refuses.
   *
   * @throws {ClientError} See {@linkcode Client.join}; then nobody hears the next text.
   */
  async join(room: string): Promise<void> {
    if (!room.startsWith("#")) {
      this.#move({ kind: "nowhere" });
      const sentence = `A room's name starts with "#": did you mean "#${room}"? ${this.whyNowhere}`;
      throw new ClientError("room-name-invalid", sentence);
    }
    const entering: Hearers = { kind: "entering", name: room };
    const joined = this.client.join(room);
    this.#move(entering);
    try {
      await joined;
    } catch (error) {
      if (this.#hearers !== entering || !(error instanceof ClientError)) throw error;
      this.#move({ kind: "nowhere" });
      throw new ClientError(error.code, `${error.message} ${this.whyNowhere}`);
    }
    const name = this.#ownRoom(room) ?? room;
    if (this.#hearers === entering) this.#move({ kind: "there", name });
  }

  /**
   * Leaves a room. If the person talks there, nothing more is said there from now on.
   *
   * @throws {ClientError} See {@linkcode Client.part}.
   */
  async part(room: string): Promise<void> {
    const before = this.#hearers;
    const leaving: Hearers = { kind: "nowhere" };
    const parted = this.client.part(room);
    if (foldName(room) === foldName(this.name ?? "")) this.#move(leaving);
    try {
      await parted;
    } catch (error) {
      if (this.#hearers === leaving) this.#move(before);
      throw error;
    }
    const name = this.#ownRoom(this.client.room);
    if (this.#hearers === leaving && name !== undefined) this.#move({ kind: "there", name });
  }

  /**
   * Talks in a room, or to a peer after the hub has said that there is one of this name.
   *
   * @throws {ClientError} `not-in-room` or `peer-unknown`: nobody hears the next text, which isn't for
   * the earlier place.
   */
  async switchTo(place: string): Promise<void> {
    this.goTo(place);
    const hearers = this.#hearers;
    if (place.startsWith("#")) return;
    try {
      await this.client.lookUp(place);
    } catch (error) {
      if (this.#hearers !== hearers || !(error instanceof ClientError)) throw error;
      this.#move({ kind: "nowhere" });
      throw new ClientError(error.code, `${error.message} ${this.whyNowhere}`);
    }
  }

  /**
   * Talks to a peer, who may have left, or in a room.
   *
   * @throws {ClientError} `not-in-room`: nobody hears the next text, which isn't for the earlier place.
   */
  goTo(place: string): void {
    const room = this.#ownRoom(place);
    if (place.startsWith("#") && room === undefined) {
      if (this.isEntering && foldName(place) === foldName(this.name!)) return;
      this.#move({ kind: "nowhere" });
      const sentence = `You aren't in ${place}: /join ${place} enters it. ${this.whyNowhere}`;
      throw new ClientError("not-in-room", sentence);
    }
    if (room !== undefined) this.client.speakIn(room);
    this.#move({ kind: "there", name: room ?? place });
  }

  /** Moves the person to no place if the hub didn't let the client back into its room; then true. */
  leaveLostRoom(): boolean {
    const { kind } = this.#hearers;
    const isGone = this.name?.startsWith("#") && this.#ownRoom(this.name) === undefined;
    if (kind !== "there" || !isGone) return false;
    this.#move({ kind: "nowhere" });
    return true;
  }

  #move(hearers: Hearers): void {
    this.#hearers = hearers;
    this.onMoved();
  }

  /** The name, as the hub writes it, of a room that the person is in. */
  #ownRoom(name: string): string | undefined {
    return this.client.rooms.find((room) => foldName(room) === foldName(name));
  }
}
