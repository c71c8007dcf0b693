import type { Batch } from "../../batch/mod.ts";
import { SERVER } from "./wire/identity.ts";
import { ircLine } from "./wire/line.ts";
import type { IrcMemory } from "./memory.ts";
import { channelOf } from "./wire/names.ts";

/** The number of a room's newest messages that a client gets on its JOIN. */
const PLAYED_MESSAGES = 50;
const MARK = new TextEncoder().encode('{"replay":true');

/**
 * The newest messages of the rooms that a client has entered, for clients that can't ask for them
 * themselves. The hub replays one room at a time.
 */
export class Playback {
  #isRunning = false;

  constructor(readonly memory: IrcMemory) {}

  /** Starts the playback of the next room, if one waits and none is under way. */
  start(nowMs: number): void {
    const { host, playbacks } = this.memory;
    const { member } = host;
    while (playbacks.length > 0 && !member?.rooms.has(playbacks[0])) playbacks.shift();
    if (this.#isRunning || playbacks.length === 0 || member === undefined) return;
    if (member.held !== undefined) {
      // Another replay is under way, like that of messages which came while the client was away.
      void member.replaying?.then(() => this.start(nowMs));
      return;
    }
    this.#isRunning = true;
    host.handle({ msg: `/history ${playbacks[0].name} ${PLAYED_MESSAGES}` }, nowMs);
    void member.replaying?.then(() => this.start(nowMs));
  }

  /** Ends the playback of a room: everything is sent. */
  end(): void {
    const { memory } = this;
    if (!this.#isRunning) return;
    this.#isRunning = false;
    memory.playbacks.shift();
    const ref = memory.playbackRef;
    memory.playbackRef = undefined;
    if (ref !== undefined) memory.write(`${ircLine(SERVER, "BATCH", [`-${ref}`])}\r\n`);
  }

  /** Returns the name of the batch that a page of replayed messages belongs to; opens it. */
  refFor(batch: Batch): string | undefined {
    const { memory } = this;
    if (!this.#isRunning || !memory.capabilities.has("batch") || !isReplay(batch)) return undefined;
    if (memory.playbackRef === undefined) {
      const ref = memory.playbackRef = memory.nextRef();
      const channel = channelOf(memory.playbacks[0].name);
      memory.write(`${ircLine(SERVER, "BATCH", [`+${ref}`, "chathistory", channel])}\r\n`);
    }
    return memory.playbackRef;
  }
}

function isReplay(batch: Batch): boolean {
  if (batch.scope !== "" || batch.messageCount === 0) return false;
  const json = batch.json(0);
  return MARK.every((byte, i) => json[i] === byte);
}
