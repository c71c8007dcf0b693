import type { Batch, Encoding } from "../../batch/mod.ts";
import type { ClientMessage, Notice } from "../../hub/mod.ts";
import type { StreamDialect } from "../dialect.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { splitLine } from "./lines.ts";
import { decodeText } from "../message_codec.ts";
import { stripControls } from "../text/terminal_text.ts";
import { withoutErased } from "../typing/erasures.ts";
import { withoutControls, withoutKeys } from "../typing/keys.ts";
import { shownName } from "../text/shown_name.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The most lines of one message. Further ones are joined to the last line, with `⏎` between them. */
const LINES_MAX = 100;

/** The fields of a message or notice that a plain line shows. */
interface Shown {
  readonly name: string;
  readonly msg: string;
  readonly to?: string;
  readonly event?: string;
  /** In an event about a message: the number of that message. */
  readonly of?: number;
  /** True for a result of a search, and for an earlier message: both are shown with their number. */
  readonly found?: boolean;
  readonly replay?: boolean;
  readonly seq?: number;
  /** The number of the message that this one answers. */
  readonly re?: number;
}

/**
 * The dialect of people with `nc` or telnet: each line is a message, and the hub answers with lines
 * like `name: text`.
 */
export class Plain implements StreamDialect {
  readonly name = "plain";
  readonly isJson = false;

  split(input: InputBuffer): boolean {
    return splitLine(input);
  }

  decode(bytes: Uint8Array, start: number, end: number): ClientMessage {
    const text = withoutErased(withoutKeys(decodeText(bytes, start, end)));
    return { msg: withoutControls(text), isTyped: true };
  }

  encodeNotice(notice: Notice): Uint8Array {
    return encoder.encode(renderLines(notice));
  }

  encodeBatch(batch: Batch): Encoding {
    const known = batch.encodings.get(this.name);
    if (known !== undefined) return known;
    let text = "";
    const ends: number[] = [];
    for (let i = 0; i < batch.count; i++) {
      text += renderLines(JSON.parse(decoder.decode(batch.json(i))) as Shown);
      ends.push(text.length);
    }
    const encoding = { bytes: encoder.encode(text), offsets: byteOffsets(text, ends) };
    batch.encodings.set(this.name, encoding);
    return encoding;
  }
}

/** Renders a message as lines. Each starts with the author, so that no text can pass for another's. */
export function renderLines(
  { name, msg, to, event, of, found, replay, seq, re }: Shown,
): string {
  const isSaid = event === undefined || /^(?:edit|delete|pin|react)$/.test(event);
  const room = to === undefined || !isSaid ? [] : [to.startsWith("#") ? to : "to you"];
  const isNumbered = event === undefined && (found || replay);
  const about = event === "edit" ? [`changes ${of}`] : isNumbered ? [`no. ${seq}`] : [];
  const answered = re === undefined ? [] : [`answers no. ${re}`];
  const words = [...room, ...about, ...answered];
  const where = words.length === 0 ? "" : ` (${words.join(", ")})`;
  const author = shownName(stripControls(name)) + where;
  const lines = msg.split(/\r\n|[\r\n\u2028\u2029]/);
  // With the author before each of 60,000 lines, one message would become megabytes.
  if (lines.length > LINES_MAX) lines.push(lines.splice(LINES_MAX - 1).join("⏎"));
  return lines.map((line) => `${author}: ${stripControls(line)}\n`).join("");
}

function byteOffsets(text: string, ends: readonly number[]): number[] {
  const offsets = [0];
  let from = 0;
  for (const end of ends) {
    offsets.push(offsets.at(-1)! + encoder.encode(text.slice(from, end)).length);
    from = end;
  }
  return offsets;
}
