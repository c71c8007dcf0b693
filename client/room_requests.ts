import { foldName, type Notice, quoteName } from "../hub/mod.ts";
import { isOwnMove } from "./core/mod.ts";
import type { CoreRunner } from "./core_runner.ts";

/** Commands about a client's rooms and name, each with the notice that answers it. */
export class RoomRequests {
  readonly #runner: CoreRunner;

  constructor(runner: CoreRunner) {
    this.#runner = runner;
  }

  /** See {@linkcode Client.join}. */
  async join(room: string): Promise<void> {
    const isAnswer = (notice: Notice) => isOwnMove(notice, "join", room, this.#ownName);
    await this.#request(`/join ${room}`, isAnswer, { enters: foldName(room) });
    this.#runner.core.membership.speakIn(room);
  }

  /** See {@linkcode Client.part}. */
  part(room: string): Promise<void> {
    return this.#request(
      `/part ${room}`,
      (notice) => isOwnMove(notice, "leave", room, this.#ownName),
    );
  }

  /** See {@linkcode Client.rename}. */
  async rename(name: string): Promise<void> {
    const wanted = name.normalize("NFC");
    if (wanted === this.#ownName) return;
    await this.#request(
      `/nick ${name}`,
      (notice) =>
        notice.event === "rename" && notice.now === wanted ||
        notice.event === "welcome" && notice.you === wanted,
    );
  }

  /** See {@linkcode Client.lookUp}. */
  lookUp(name: string): Promise<void> {
    const fold = foldName(name);
    return this.#request(
      `/whois ${quoteName(name)}`,
      (notice) => notice.event === "whois" && foldName(notice.peer) === fold,
    );
  }

  get #ownName(): string {
    return this.#runner.core.resumePoint.name;
  }

  #request(
    line: string,
    isAnswer: (notice: Notice) => boolean,
    room: { readonly enters?: string } = {},
  ): Promise<void> {
    return this.#runner.ask((completion, nowMs) =>
      this.#runner.core.request({
        line,
        isAnswer,
        ...room,
        isFine: (code) => line.startsWith("/part") && code === "not-in-room",
        ...completion,
      }, nowMs)
    );
  }
}
