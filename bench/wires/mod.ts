/**
 * The protocols of the load generator, by name. All files here are pure and know no socket. A new
 * dialect is one more file and one more line below.
 *
 * @module
 */

import { centrifugo } from "./centrifugo.ts";
import { framesAcked, framesBigEndian, framesLittleEndian, jsonLines, udp } from "./hubbub.ts";
import { irc } from "./irc.ts";
import { jetstream } from "./jetstream.ts";
import { mqtt } from "./mqtt.ts";
import { nats } from "./nats.ts";
import { plain } from "./plain.ts";
import { redis } from "./redis.ts";
import { websocket } from "./websocket.ts";
import type { Wire } from "./wire.ts";

export const WIRES = {
  "frames": framesLittleEndian,
  "frames-acked": framesAcked,
  // The ceilings speak hubbub's protocols. By "frames" the scenes tell hubbub from other servers.
  "frames-bare": framesLittleEndian,
  "frames-be": framesBigEndian,
  "json-lines": jsonLines,
  plain,
  udp,
  websocket,
  "websocket-bare": websocket,
  centrifugo,
  nats,
  jetstream,
  redis,
  mqtt,
  irc,
} as const satisfies Record<string, Wire>;

export type WireName = keyof typeof WIRES;
