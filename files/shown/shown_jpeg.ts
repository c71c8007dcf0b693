import { orientationIn, orientationSegment } from "./orientation.ts";

/** The bytes of a segment's marker and length. */
const HEADER_BYTES = 4;
const MARKER = 0xff;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COMMENT = 0xfe;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const NOTHING = new Uint8Array(0);

/**
 * Takes out of a JPEG (ITU T.81) whatever isn't needed to show it: where and when a photo was taken,
 * with which device, texts, previews, and further pictures behind the first one. Its orientation and
 * its colours stay. It reads a stream, and holds at most one segment of 64 KiB.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ShownJpeg } from "./shown_jpeg.ts";
 *
 * // A comment between the begin and the end of a picture.
 * const bytes = Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, 3, 0x41, 0xff, 0xd9);
 * assertEquals([...new ShownJpeg().push(bytes)].flatMap((part) => [...part]), [255, 216, 255, 217]);
 * ```
 */
export class ShownJpeg {
  #state: "begin" | "segment" | "scan" | "end" = "begin";
  /** Bytes that were pushed, and not read yet. */
  #bytes: Uint8Array = NOTHING;

  /** Reads the next bytes, and returns those to show. They may be used again afterwards. */
  *push(bytes: Uint8Array): Iterable<Uint8Array> {
    this.#bytes = joined(this.#bytes, bytes);
    for (;;) {
      const part = this.#read();
      if (part === undefined) return;
      if (part.length > 0) yield part;
    }
  }

  /** Returns the next bytes to show; undefined until more were pushed. */
  #read(): Uint8Array | undefined {
    switch (this.#state) {
      case "begin":
        return this.#readBegin();
      case "segment":
        return this.#readSegment();
      case "scan":
        return this.#readScan();
      case "end":
        this.#bytes = NOTHING;
        return undefined;
    }
  }

  #readBegin(): Uint8Array | undefined {
    if (this.#bytes.length < 2) return undefined;
    const isJpeg = this.#bytes[0] === MARKER && this.#bytes[1] === SOI;
    this.#state = isJpeg ? "segment" : "end";
    return isJpeg ? this.#take(2) : NOTHING;
  }

  #readSegment(): Uint8Array | undefined {
    const [first, kind] = this.#bytes;
    if (this.#bytes.length < 2) return undefined;
    // Behind an error nobody can tell what the bytes are.
    if (first !== MARKER) return this.#end();
    // Any number of these may stand in front of a marker.
    if (kind === MARKER) return this.#skip();
    if (kind === EOI) return this.#end(this.#take(2));
    if (kind === 0x01 || isRestart(kind)) return this.#take(2);
    if (this.#bytes.length < HEADER_BYTES) return undefined;
    const length = 2 + (this.#bytes[2] << 8 | this.#bytes[3]);
    if (length < HEADER_BYTES) return this.#end();
    if (this.#bytes.length < length) return undefined;
    const segment = this.#take(length);
    if (kind === SOS) this.#state = "scan";
    return shown(kind, segment);
  }

  /** Within a scan a marker is 0xFF and neither 0 nor the number of a restart (T.81, B.1.1.5). */
  #readScan(): Uint8Array | undefined {
    const bytes = this.#bytes;
    for (let at = bytes.indexOf(MARKER); at >= 0; at = bytes.indexOf(MARKER, at + 1)) {
      if (at === bytes.length - 1) return at === 0 ? undefined : this.#take(at);
      const next = bytes[at + 1];
      if (next === 0 || next === MARKER || isRestart(next)) continue;
      this.#state = "segment";
      return this.#take(at);
    }
    return bytes.length === 0 ? undefined : this.#take(bytes.length);
  }

  #take(count: number): Uint8Array {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  #skip(): Uint8Array {
    this.#take(1);
    return NOTHING;
  }

  #end(last: Uint8Array = NOTHING): Uint8Array {
    this.#state = "end";
    return last;
  }
}

/** Returns a segment as it is shown; empty where nothing of it is. */
function shown(kind: number, segment: Uint8Array): Uint8Array {
  if (kind === APP1) return orientationSegment(orientationIn(segment.subarray(HEADER_BYTES)));
  const isKept = kind === APP0 || kind === APP14 ||
    kind === APP2 && hasText(segment.subarray(HEADER_BYTES), "ICC_PROFILE\0");
  const isOfApplication = kind >= APP0 && kind <= APP15;
  return isKept || !isOfApplication && kind !== COMMENT ? segment : NOTHING;
}

function isRestart(kind: number): boolean {
  return kind >= 0xd0 && kind <= 0xd7;
}

function hasText(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
