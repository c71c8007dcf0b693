/**
 * MQTT 3.1.1 at QoS 0, for Mosquitto.
 *
 * @module
 */

import { encode, type Item, type PeerPlan, template, type Wire } from "./wire.ts";

const CONNECT = 0x10;
const CONNACK = 2;
const PUBLISH = 3;
const SUBSCRIBE = 0x82;
const SUBACK = 9;
const CLEAN_SESSION = 2;

function text(value: string): number[] {
  return [value.length >> 8, value.length & 0xff, ...encode(value)];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
}

function packet(type: number, content: number[]): number[] {
  return [type, ...varint(content.length), ...content];
}

function greeting(peer: PeerPlan): number[] {
  const keepAliveSeconds = [0, 0];
  const connect = [...text("MQTT"), 4, CLEAN_SESSION, ...keepAliveSeconds, ...text(peer.name)];
  const packetId = [0, 1];
  const subscribe = peer.listens ? packet(SUBSCRIBE, [...packetId, ...text(peer.room), 0]) : [];
  return [...packet(CONNECT, connect), ...subscribe];
}

/** The bytes of a packet's head, and of the rest; undefined while the head is incomplete. */
function header(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): number[] | undefined {
  let remaining = 0;
  for (let index = 0; index < 4 && start + 1 + index < end; index++) {
    const byte = bytes[start + 1 + index];
    remaining |= (byte & 127) << (7 * index);
    if (byte < 128) return [index + 2, remaining];
  }
  return undefined;
}

export const mqtt: Wire = {
  datagrams: false,
  echoes: true,
  speakersListen: false,
  greeting: (peer) => new Uint8Array(greeting(peer)),
  readies: (peer) => peer.listens ? 2 : 1,

  message(peer, body) {
    const topic = text(peer.room);
    const head = [PUBLISH << 4, ...varint(topic.length + body.length), ...topic];
    return template(new Uint8Array(head), body, "");
  },

  next(bytes, start, end): Item | undefined {
    const sizes = header(bytes, start, end);
    if (sizes === undefined || start + sizes[0] + sizes[1] > end) return undefined;
    const length = sizes[0] + sizes[1];
    switch (bytes[start] >> 4) {
      case PUBLISH:
        return { kind: "message", length, bodyEnd: length };
      case CONNACK: {
        const code = bytes[start + 3];
        if (code === 0) return { kind: "ready", length };
        return { kind: "refusal", length, reason: `CONNACK with return code ${code}` };
      }
      case SUBACK:
        return { kind: "ready", length };
      default:
        return { kind: "other", length };
    }
  },
};
