/**
 * Bytes to values and back: one file per dialect, and one that detects which is spoken. Nothing here
 * reads, writes or waits; whoever holds the socket feeds an {@linkcode InputBuffer}. It may know the
 * hub's types, never a transport.
 *
 * @module
 */

import type { StreamDialect, StreamDialectName } from "./dialect.ts";
import { Frames } from "./dialects/frames.ts";
import { JsonLines } from "./dialects/json_lines.ts";
import { Plain } from "./dialects/plain.ts";

export { CanonicalForm } from "./canonical.ts";
export { DATAGRAMS } from "./dialects/datagram.ts";
export { isObjectText } from "./diagnosis/diagnosis.ts";
export { mistakenDatagram } from "./diagnosis/diagnosis_datagram.ts";
export { diagnoseStall } from "./diagnosis/diagnosis_frame.ts";
export { detect, type Detection } from "./detect.ts";
export type { Dialect, DialectName, StreamDialect, StreamDialectName } from "./dialect.ts";
export { withoutOwn } from "./encoding.ts";
export { type EventId, Events, parseEventId } from "./events.ts";
export type { ForeignProtocol } from "./foreign/foreign_protocol.ts";
export { refuseForeign, TLS_ACCESS_DENIED } from "./foreign/refuse_foreign.ts";
export { InputBuffer } from "./dialects/input_buffer.ts";
export { takeUnterminated } from "./dialects/lines.ts";
export { decodeText, misspeltName } from "./message_codec.ts";
export { leavesSecretOpen, MASK, maskSecrets } from "./secrets/mask.ts";
export { withoutRest } from "./secrets/rest.ts";
export { hex } from "./seen.ts";
export { stripControls } from "./text/terminal_text.ts";
export { shownName } from "./text/shown_name.ts";
export { isJsonUnderWay, LineEnds, type LineWait } from "./typing/line_ends.ts";
export { Telnet } from "./typing/telnet.ts";
export { textPayloads, WEBSOCKET } from "./dialects/websocket.ts";

/** The dialects of byte streams. They keep no state, so each is there once. */
export const STREAM_DIALECTS: Readonly<Record<StreamDialectName, StreamDialect>> = {
  "frames-le": new Frames("little"),
  "frames-be": new Frames("big"),
  "json-lines": new JsonLines(),
  plain: new Plain(),
};
