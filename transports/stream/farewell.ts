import { errorNotice } from "../../hub/mod.ts";
import {
  detect,
  type Detection,
  InputBuffer,
  refuseForeign,
  STREAM_DIALECTS,
  TLS_ACCESS_DENIED,
} from "../../protocol/mod.ts";
import type { Refusal } from "../admission/admission.ts";
import type { ByteLink } from "./byte_link.ts";

/** Most bytes of a refused connection that are read to detect its dialect. */
const FIRST_BYTES_MAX = 8_192;

/**
 * Tells a refused connection why, in the dialect of its first bytes, and ends it. A client that says
 * nothing gets plain text.
 *
 * @param waitMs Longest wait for the first bytes, in milliseconds.
 */
export async function sayFarewell(link: ByteLink, refusal: Refusal, waitMs: number): Promise<void> {
  const answer = await answerTo(link, refusal, waitMs);
  await link.write([answer]).catch(() => {});
  await link.finish();
}

async function answerTo(link: ByteLink, refusal: Refusal, waitMs: number): Promise<Uint8Array> {
  const input = new InputBuffer();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waited = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), waitMs));
  try {
    for (;;) {
      // A failed read is an end, too: nobody listens.
      const read = link.read(input.reserve()).catch(() => null);
      const count = await Promise.race([read, waited]);
      if (count !== null) input.commit(count);
      const isFinal = count === null || input.size >= FIRST_BYTES_MAX;
      const detection = detect(input, { isFinal });
      if (isFinal || detection.kind !== "undecided") return encode(detection, refusal, input);
    }
  } finally {
    clearTimeout(timer);
  }
}

function encode(detection: Detection, { code, sentence }: Refusal, input: InputBuffer): Uint8Array {
  const notice = errorNotice(code, sentence);
  switch (detection.kind) {
    case "undecided":
    case "telnet":
      return STREAM_DIALECTS.plain.encodeNotice(notice);
    case "dialect":
    case "too-large":
      return STREAM_DIALECTS[detection.name].encodeNotice(notice);
    case "misframed":
      return detection.opening.answer(JSON.stringify(notice));
    case "foreign": {
      const { protocol } = detection;
      const head = input.bytes.subarray(input.start, input.end);
      return protocol === "tls" ? TLS_ACCESS_DENIED : refuseForeign(protocol, sentence, head);
    }
    default:
      return detection satisfies never;
  }
}
