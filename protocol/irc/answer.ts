import { fittedLine } from "./wire/fitted_line.ts";
import { SERVER } from "./wire/identity.ts";
import { escapeTag, ircLine, withTags } from "./wire/line.ts";

/** The parts of a client's memory that its answers need. */
export interface Answered {
  /** The client's nick; `*` before its registration. */
  readonly nick: string;
  /** Writes lines, each with its line end. */
  write(text: string): void;
  /** Returns a name for a batch that the client hasn't seen in use. */
  nextRef(): string;
}

/** A line, and its tags as they stand on the wire. */
interface Tagged {
  readonly tags: readonly string[];
  readonly line: string;
}

/**
 * The lines that answer one command. They are written together when the command is done; one with a
 * label answers under that label (IRCv3 labeled responses).
 */
export class Answer {
  /** The channel or the nick that a refusal is about. */
  subject = "";
  readonly #lines: Tagged[] = [];
  #isOpen = true;
  #waiting = 0;

  /** @param label Absent: the client wants no label. */
  constructor(
    readonly client: Answered,
    readonly command: string,
    readonly label?: string | undefined,
  ) {}

  /** Adds a reply with a number; the client's nick comes first. */
  numeric(code: string, params: readonly string[], text?: string): void {
    this.line(SERVER, code, [this.client.nick, ...params], text);
  }

  /** Adds a line. A text that doesn't fit into it ends with `…`. */
  line(
    source: string | undefined,
    command: string,
    params: readonly string[],
    text?: string,
  ): void {
    this.add(fittedLine(source, command, params, text));
  }

  /** Adds a line that is ready but for its line end. */
  add(line: string, tags: readonly string[] = []): void {
    this.#lines.push({ tags, line });
  }

  /** Keeps the answer open until a further {@linkcode Answer.done}. */
  wait(): void {
    this.#waiting++;
  }

  /** Ends a part of the answer. The last one writes it. */
  done(): void {
    if (this.#waiting-- <= 0) this.flush();
  }

  /** Writes what there is, since nothing more can come. */
  flush(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const text = this.#render();
    if (text !== "") this.client.write(text);
  }

  #render(): string {
    const { label } = this;
    const lines = this.#lines;
    if (label === undefined) return textOf(lines);
    const tag = `label=${escapeTag(label)}`;
    if (lines.length === 0) return `${withTags([tag], ircLine(SERVER, "ACK", []))}\r\n`;
    if (lines.length === 1 || isOneBatch(lines)) {
      const [{ tags, line }, ...rest] = lines;
      return textOf([{ tags: [tag, ...tags], line }, ...rest]);
    }
    const ref = this.client.nextRef();
    const open = ircLine(SERVER, "BATCH", [`+${ref}`, "labeled-response"]);
    const close = ircLine(SERVER, "BATCH", [`-${ref}`]);
    return textOf([
      { tags: [tag], line: open },
      // A line of a batch within this one belongs to that batch.
      ...lines.map(({ tags, line }) => ({
        tags: tags.some((one) => one.startsWith("batch=")) ? tags : [`batch=${ref}`, ...tags],
        line,
      })),
      { tags: [], line: close },
    ]);
  }
}

/** True for lines that are one batch from its first line to its last. */
function isOneBatch(lines: readonly Tagged[]): boolean {
  const ref = /^\S+ BATCH \+(\S+) /.exec(lines[0].line)?.[1];
  if (ref === undefined) return false;
  const ends = lines.findIndex(({ line }) => line.endsWith(` BATCH -${ref}`));
  return ends === lines.length - 1;
}

function textOf(lines: readonly Tagged[]): string {
  return lines.map(({ tags, line }) => `${withTags(tags, line)}\r\n`).join("");
}
