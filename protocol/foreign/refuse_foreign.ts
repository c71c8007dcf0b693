import type { ForeignProtocol } from "./foreign_protocol.ts";

const encoder = new TextEncoder();

/** The fatal alert access_denied (RFC 8446 section 6.2), for a client that gets no handshake. */
export const TLS_ACCESS_DENIED = Uint8Array.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x31);

/**
 * Encodes a refusal in a form that a client of this protocol shows to its user.
 *
 * @param head The first bytes of the connection. In some protocols they hold the version.
 */
export function refuseForeign(
  protocol: ForeignProtocol,
  sentence: string,
  head: Uint8Array,
): Uint8Array {
  switch (protocol) {
    case "http": {
      const body = `${sentence}\n`;
      return encoder.encode(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n" +
          `Content-Length: ${encoder.encode(body).length}\r\nConnection: close\r\n\r\n${body}`,
      );
    }
    case "http2":
      return http2GoAway(sentence);
    // The fatal alert protocol_version (RFC 8446 section 6): a TLS client can show nothing else.
    case "tls":
      return Uint8Array.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46);
    case "mqtt":
      return mqttRefusal(sentence, head);
    case "redis":
      return encoder.encode(`-ERR ${sentence}\r\n`);
    case "smtp":
      return encoder.encode(`554 ${sentence}\r\n`);
    case "memcached":
      return encoder.encode(`SERVER_ERROR ${sentence}\r\n`);
    case "stomp":
      return encoder.encode(`ERROR\ncontent-type:text/plain\n\n${sentence}\0`);
    case "ssh":
    case "xmpp":
    case "amqp":
    case "proxy":
    case "binary":
      return encoder.encode(`server: ${sentence}\r\n`);
    default:
      return protocol satisfies never;
  }
}

/** Encodes CONNACK. MQTT 5.0 has a field for the sentence (section 3.2.2.3.9), older versions a code. */
function mqttRefusal(sentence: string, head: Uint8Array): Uint8Array {
  let name = 1;
  while (head[name] >= 0x80) name++;
  // The protocol's name follows the length: two bytes of size, then the text, then the version.
  const version = head[name + 3 + head[name + 2]];
  // 1: unacceptable protocol version.
  if (version !== 5) return Uint8Array.of(0x20, 2, 0, 1);
  const reason = encoder.encode(sentence);
  const properties = [0x1f, reason.length >> 8, reason.length & 0xff, ...reason];
  // 0x84: unsupported protocol version.
  const body = [0, 0x84, ...variableInteger(properties.length), ...properties];
  return Uint8Array.from([0x20, ...variableInteger(body.length), ...body]);
}

/** Encodes a variable byte integer (MQTT 5.0 section 1.5.5). */
function variableInteger(value: number): number[] {
  return value < 0x80 ? [value] : [value & 0x7f | 0x80, ...variableInteger(value >> 7)];
}

/** Encodes SETTINGS, then GOAWAY with HTTP_1_1_REQUIRED and the sentence (RFC 9113 section 6.8). */
function http2GoAway(sentence: string): Uint8Array {
  const text = encoder.encode(sentence);
  const length = 8 + text.length;
  return Uint8Array.from([
    ...[0, 0, 0, 4, 0, 0, 0, 0, 0],
    ...[0, length >> 8, length & 0xff, 7, 0, 0, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0, 0, 0x0d],
    ...text,
  ]);
}
