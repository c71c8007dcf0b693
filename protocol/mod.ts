/**
 * Bytes to values and back. `dialects/` has one file for each dialect, `irc/` the dialogue with an IRC
 * client, `detect.ts` finds out which dialect a stream speaks, and the other folders turn mistakes
 * into sentences. Nothing here reads a socket, writes or waits: a transport fills an
 * {@linkcode InputBuffer}. Files here may import the hub's types, never a transport.
 *
 * @module
 */

import type { StreamDialect, StreamDialectName } from "./dialect.ts";
import { IRC } from "./dialects/irc.ts";
import { Frames } from "./dialects/frames.ts";
import { JsonLines } from "./dialects/json_lines.ts";
import { Plain } from "./dialects/plain.ts";

export { CanonicalForm } from "./canonical.ts";
export { DATAGRAMS } from "./dialects/datagram.ts";
export { isObjectText } from "./text/json_text.ts";
export { mistakenDatagramDialect } from "./diagnosis/datagram.ts";
export { diagnoseStall } from "./diagnosis/frame.ts";
export { detect, type Detection } from "./detect.ts";
export type { Dialect, DialectName, StreamDialect, StreamDialectName } from "./dialect.ts";
export { type EventId, Events, parseEventId } from "./dialects/events.ts";
export type { ForeignProtocol } from "./foreign/foreign_protocol.ts";
export { refuseForeign, TLS_ACCESS_DENIED } from "./foreign/refuse_foreign.ts";
export { IRC } from "./dialects/irc.ts";
export type { IrcHost } from "./irc/memory.ts";
export type { IrcDialogue } from "./irc/dialogue.ts";
export { InputBuffer } from "./dialects/input_buffer.ts";
export { splitUnended } from "./dialects/lines.ts";
export { decodeText, diagnoseMissingName } from "./message_codec.ts";
export { leavesSecretOpen, MASK, maskSecrets } from "./secrets/mask.ts";
export { maskSecretRest } from "./secrets/secret_rest.ts";
export { PROXY_HEADER_MAX_BYTES, type ProxyHeader, readProxyHeader } from "./proxy/proxy_header.ts";
export { HOOK_TEXT_MAX_CHARS, type HookFacts, readHookMessage } from "./hooks/hook_message.ts";
export { hex } from "./text/excerpt.ts";
export { stripControls } from "./text/terminal_text.ts";
export { shownName } from "./text/shown_name.ts";
export { isJsonUnderWay, LineEnds, type LineWait } from "./typing/line_ends.ts";
export { TelnetDecoder } from "./typing/telnet.ts";
export { lineFrames, type LineKind, textPayloads, WEBSOCKET } from "./dialects/websocket.ts";

/** The dialects of byte streams. They keep no state, so all connections share them. */
export const STREAM_DIALECTS: Readonly<Record<StreamDialectName, StreamDialect>> = {
  "frames-le": new Frames("little"),
  "frames-be": new Frames("big"),
  "json-lines": new JsonLines(),
  plain: new Plain(),
  irc: IRC,
};
