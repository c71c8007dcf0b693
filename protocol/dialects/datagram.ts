import type { Batch, Encoding } from "../../batch/mod.ts";
import type { ClientMessage, Notice } from "../../hub/mod.ts";
import type { Dialect } from "../dialect.ts";
import { encodeEach } from "./encode_each.ts";
import { decodeMessage } from "../message_codec.ts";

const encoder = new TextEncoder();

/** The dialect of JSON over UDP: each datagram is one object, without header or end mark. */
export class Datagrams implements Dialect {
  readonly name = "datagram";
  readonly isJson = true;

  decode(bytes: Uint8Array, start: number, end: number): ClientMessage {
    return decodeMessage(bytes, start, end, "datagram");
  }

  encodeNotice(notice: Notice): Uint8Array {
    return encoder.encode(JSON.stringify(notice));
  }

  encodeBatch(batch: Batch): Encoding {
    return encodeEach(batch, this.name, 0, (json, out, at) => out.set(json, at));
  }
}

/** The JSON dialect of datagrams. Text over UDP uses the plain dialect of streams. */
export const DATAGRAMS: Datagrams = new Datagrams();
