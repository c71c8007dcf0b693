import type { Batch, Encoding } from "../../batch/mod.ts";
import { foldName, type Notice, type PeerProfile, type Signal } from "../../hub/mod.ts";
import type { Dialect } from "../dialect.ts";
import { Answer } from "./answer.ts";
import { commandOf } from "./commands/commands.ts";
import { shownParam } from "./commands/registration.ts";
import { tellOwnMessage } from "./own_message.ts";
import { encodeIrcBatch, type Entry, type IrcEncoding } from "./encoder.ts";
import { SERVER } from "./wire/identity.ts";
import {
  CLIENT_TAGS_MAX_BYTES,
  type IrcLine,
  LINE_MAX_BYTES,
  LINE_TOO_LONG,
  parseIrcLine,
} from "./wire/line.ts";
import { type IrcHost, IrcMemory } from "./memory.ts";
import { tellNotice } from "./notices.ts";
import { ERR } from "./wire/numerics.ts";
import { Playback } from "./playback.ts";
import { tellSignal } from "./signals.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const loose = new TextDecoder();
const NOTHING = new Uint8Array(0);
/** Longest label (IRCv3 labeled responses). */
const LABEL_MAX_CHARS = 64;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const AT = 0x40;

/**
 * The conversation with one IRC client: carries out its commands, and tells it what the hub says. All
 * that it remembers is in its {@linkcode IrcMemory}.
 */
export class IrcDialogue implements Dialect {
  readonly name = "irc";
  readonly isJson = false;
  readonly #memory: IrcMemory;
  readonly #playback: Playback;
  #busy: Promise<void> | undefined;

  constructor(host: IrcHost) {
    this.#memory = new IrcMemory(host);
    this.#playback = new Playback(this.#memory);
  }

  /** Resolves when the command under way is answered; undefined while there is none. */
  get busy(): Promise<void> | undefined {
    return this.#busy;
  }

  /** The facts that the client tells about itself. */
  get profile(): PeerProfile {
    const { account, isInvisible, realName, nick, userName } = this.#memory;
    return { account, isInvisible, realName: realName ?? nick, userName };
  }

  /** The folded registered name that the client has proved to own. */
  get provenFold(): string | undefined {
    const { account } = this.#memory;
    return account === undefined ? undefined : foldName(account);
  }

  /**
   * Carries out one line.
   *
   * @throws {Error} A bug; what is wrong with the line is answered.
   */
  receive(bytes: Uint8Array, start: number, end: number, nowMs: number): void {
    const line = this.#read(bytes.subarray(start, withoutLineEnd(bytes, start, end)));
    if (line === undefined) return;
    const memory = this.#memory;
    const label = this.#labelOf(line);
    const answer = new Answer(memory, line.command, label);
    memory.current = answer;
    let done: Promise<void> | void;
    try {
      done = this.#run(line, answer, nowMs);
    } finally {
      memory.current = undefined;
    }
    // The answer comes later where other nodes have a say.
    const wait = done instanceof Promise ? done : memory.hub.applied;
    if (wait !== undefined) this.#busy = this.#finish(wait, answer, nowMs);
    else this.#end(answer, nowMs);
  }

  encodeNotice(notice: Notice): Uint8Array {
    const memory = this.#memory;
    if (notice.event === "history") this.#playback.end();
    // The names of others change at any time; all other notices are answers.
    const open = memory.current ?? (notice.event === "rename" ? undefined : memory.awaited);
    const answer = open ?? new Answer(memory, "*");
    tellNotice(memory, answer, notice);
    if (open === undefined || notice.event === "close") answer.flush();
    return NOTHING;
  }

  encodeBatch(batch: Batch): Encoding {
    const ref = this.#playback.refFor(batch);
    const encoding = encodeIrcBatch(batch, this.#memory.form(ref));
    if (encoding.special.length === 0) return encoding;
    const dropped = encoding.special.filter(([, entry]) => !this.#wants(entry));
    return dropped.length === 0 ? encoding : without(encoding, dropped.map(([index]) => index));
  }

  signal(signal: Signal, isNeighbour: boolean): void {
    if (isNeighbour || this.#memory.capabilities.has("extended-monitor")) {
      tellSignal(this.#memory, signal);
    }
  }

  /** A dialogue reads lines by itself: see {@linkcode IrcDialogue.receive}. */
  decode(): never {
    throw new Error("A line of IRC is carried out by its dialogue");
  }

  async #finish(done: Promise<void>, answer: Answer, nowMs: number): Promise<void> {
    this.#memory.awaited = answer;
    try {
      await done;
    } finally {
      this.#memory.awaited = undefined;
      this.#busy = undefined;
      this.#end(answer, nowMs);
    }
  }

  #end(answer: Answer, nowMs: number): void {
    answer.done();
    const { host, isRefused } = this.#memory;
    if (isRefused) {
      host.close({ code: "protocol-error", sentence: "The hub doesn't let you in." });
    }
    this.#playback.start(nowMs);
  }

  #run(line: IrcLine, answer: Answer, nowMs: number): Promise<void> | void {
    const memory = this.#memory;
    const command = commandOf(line.command);
    if (!memory.isRegistered && command?.mayPrecede !== true) {
      return answer.numeric(ERR.NOTREGISTERED, [], "Register first: send NICK and USER");
    }
    if (command === undefined) {
      const shown = shownParam(line.command);
      return answer.numeric(ERR.UNKNOWNCOMMAND, [shown], "There is no such command here");
    }
    const params = line.params;
    if (params.length < command.paramsMin) {
      return answer.numeric(ERR.NEEDMOREPARAMS, [line.command], "Parameters are missing");
    }
    return command.run({ memory, answer, params, tags: line.tags, nowMs });
  }

  /** Returns a line's parts; undefined where there are none, or where it is refused. */
  #read(bytes: Uint8Array): IrcLine | undefined {
    const tagsBytes = bytes[0] === AT ? bytes.indexOf(SPACE) + 1 : 0;
    // The line end isn't part of these bytes.
    if (tagsBytes > CLIENT_TAGS_MAX_BYTES || bytes.length - tagsBytes > LINE_MAX_BYTES - 2) {
      return this.#refuse(bytes, (answer) => {
        answer.numeric(ERR.INPUTTOOLONG, [], LINE_TOO_LONG);
      });
    }
    try {
      return parseIrcLine(utf8.decode(bytes));
    } catch {
      return this.#refuse(bytes, (answer) => {
        const sentence = "The line isn't in UTF-8, so nothing was done: set your client to UTF-8";
        answer.line(SERVER, "FAIL", [answer.command, "INVALID_UTF8"], sentence);
      });
    }
  }

  /** Returns the label under which a line is answered; a longer one than clients may send is none. */
  #labelOf(line: IrcLine | undefined): string | undefined {
    const label = line?.tags.get("label");
    const isKnown = this.#memory.capabilities.has("labeled-response");
    return isKnown && label !== undefined && label.length <= LABEL_MAX_CHARS ? label : undefined;
  }

  #refuse(bytes: Uint8Array, tell: (answer: Answer) => void): undefined {
    const memory = this.#memory;
    const line = parseIrcLine(loose.decode(bytes));
    const label = this.#labelOf(line);
    const known = line !== undefined && commandOf(line.command) !== undefined;
    const answer = new Answer(memory, known ? line.command : "*", label);
    tell(answer);
    answer.done();
  }

  /** Returns false for an entry of a batch that this client isn't told in the shared form. */
  #wants(entry: Entry): boolean {
    const memory = this.#memory;
    switch (entry.event) {
      case "ack":
        tellOwnMessage(memory, entry);
        return false;
      case "join":
        memory.departed.delete(foldName(entry.peer!));
        return true;
      case "leave":
        return entry.quit !== true || memory.depart(foldName(entry.peer!));
      default:
        return true;
    }
  }
}

/** A message of a WebSocket is a line without its end, but some clients send that, too. */
function withoutLineEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && (bytes[last - 1] === LF || bytes[last - 1] === CR)) last--;
  return last;
}

/** Returns an encoding in which some entries are empty. */
function without({ bytes, offsets }: IrcEncoding, dropped: readonly number[]): Encoding {
  const left = new Uint8Array(bytes.length);
  const leftOffsets = [0];
  let at = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    if (!dropped.includes(i)) {
      left.set(bytes.subarray(offsets[i], offsets[i + 1]), at);
      at += offsets[i + 1] - offsets[i];
    }
    leftOffsets.push(at);
  }
  return { bytes: left.subarray(0, at), offsets: leftOffsets };
}
