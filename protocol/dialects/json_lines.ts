import type { Batch, Encoding } from "../../batch/mod.ts";
import type { ClientMessage, Notice } from "../../hub/mod.ts";
import type { StreamDialect } from "../dialect.ts";
import { encodeEach } from "./encode_each.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { splitLine } from "./lines.ts";
import { decodeMessage } from "../message_codec.ts";

const LF = 0x0a;
const encoder = new TextEncoder();

/** The dialect of JSON lines: each line is one object (https://jsonlines.org). */
export class JsonLines implements StreamDialect {
  readonly name = "json-lines";
  readonly isJson = true;

  split(input: InputBuffer): boolean {
    return splitLine(input);
  }

  decode(bytes: Uint8Array, start: number, end: number): ClientMessage {
    return decodeMessage(bytes, start, end, "line");
  }

  encodeNotice(notice: Notice): Uint8Array {
    return encoder.encode(`${JSON.stringify(notice)}\n`);
  }

  encodeBatch(batch: Batch): Encoding {
    return encodeEach(batch, this.name, 1, (json, out, at) => {
      out.set(json, at);
      out[at + json.length] = LF;
    });
  }
}
