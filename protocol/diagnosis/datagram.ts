import { HEADER_BYTES } from "../../batch/mod.ts";
import { ChatError } from "../../hub/mod.ts";
import { DATAGRAMS } from "../dialects/datagram.ts";
import { meansJson } from "../text/json_text.ts";
import { findDataFormat } from "../foreign/data_format.ts";
import type { Dialect, StreamDialect } from "../dialect.ts";
import { type ByteOrder, Frames } from "../dialects/frames.ts";
import { excerpt, hex } from "../text/excerpt.ts";

const BRACE_OPEN = 0x7b;

/**
 * Returns the dialect that refuses a datagram of JSON in a form that the hub doesn't speak. The
 * datagram doesn't begin with `{`. Undefined for text.
 */
export function mistakenDatagramDialect(bytes: Uint8Array): Dialect | undefined {
  // A header and then an object, or a header alone: the JSON then comes as the next datagram.
  if (bytes[HEADER_BYTES] === BRACE_OPEN || bytes.length === HEADER_BYTES) {
    if (bytes[2] === 0 && bytes[3] === 0) return FRAMED.little;
    if (bytes[0] === 0 && bytes[1] === 0) return FRAMED.big;
  }
  const head = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, 32));
  if (head.includes("\0") || /^ *\d{1,10}\D{0,4}\{/.test(head)) return DATAGRAMS;
  if (findDataFormat(bytes) !== undefined) return DATAGRAMS;
  if (/^(?:\ufeff|["'b[]|e[yw3])/.test(head) && meansJson(decodeAll(bytes))) {
    return DATAGRAMS;
  }
  return undefined;
}

function decodeAll(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The dialect of frames in datagrams: it refuses each one, in an answer with a header like the client's. */
function framedDatagrams(order: ByteOrder): StreamDialect {
  const frames = new Frames(order);
  return {
    name: frames.name,
    isJson: false,
    split: (input) => frames.split(input),
    decode(bytes, start, end) {
      const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 128)));
      throw new ChatError(
        "not-json",
        `The datagram begins with a length (seen: bytes ${hex(bytes, start, end)}, ${
          excerpt(text, 24)
        }), as TCP needs it: over UDP a datagram is one message, so send the JSON alone, sendto(data, address).`,
      );
    },
    encodeNotice: (notice) => frames.encodeNotice(notice),
    encodeBatch: (batch) => frames.encodeBatch(batch),
  };
}

const FRAMED = { little: framedDatagrams("little"), big: framedDatagrams("big") };
