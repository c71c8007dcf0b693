/**
 * Bytes to values and back: one file per dialect, and one that detects which is spoken. Nothing here
 * reads, writes or waits; whoever holds the socket feeds an {@linkcode InputBuffer}. It may know the
 * hub's types, never a transport.
 *
 * @module
 */

import { Datagrams } from "./datagram.ts";
import type { StreamDialect, StreamDialectName } from "./dialect.ts";
import { Frames } from "./frames.ts";
import { JsonLines } from "./json_lines.ts";
import { Plain } from "./plain.ts";

export { CanonicalForm } from "./canonical.ts";
export { detect, type Detection, type ForeignProtocol, refuseForeign } from "./detect.ts";
export type { Dialect, DialectName, StreamDialect, StreamDialectName } from "./dialect.ts";
export { withoutOwn } from "./encoding.ts";
export { InputBuffer } from "./input_buffer.ts";
export { takeUnterminated } from "./lines.ts";
export { decodeText, hex } from "./message_codec.ts";
export { stripControls } from "./terminal_text.ts";

/** The dialects of byte streams. They keep no state, so each is there once. */
export const STREAM_DIALECTS: Readonly<Record<StreamDialectName, StreamDialect>> = {
  "frames-le": new Frames("little"),
  "frames-be": new Frames("big"),
  "json-lines": new JsonLines(),
  plain: new Plain(),
};

/** The JSON dialect of datagrams; plain text over UDP speaks {@linkcode STREAM_DIALECTS}.plain. */
export const DATAGRAMS: Datagrams = new Datagrams();
