// deno-lint-ignore-file no-control-regex -- the patterns look for these bytes
import { excerpt } from "../text/excerpt.ts";

/** Protocols of other clients that people point at a chat port. */
export type ForeignProtocol =
  | "http"
  | "http2"
  | "tls"
  | "ssh"
  | "mqtt"
  | "redis"
  | "smtp"
  | "memcached"
  | "stomp"
  | "xmpp"
  | "amqp"
  | "proxy"
  | "binary";

/** The protocols that have a name. */
type NamedProtocol = Exclude<ForeignProtocol, "binary">;

interface Signature {
  readonly protocol: NamedProtocol;
  /** Matches the first bytes of a client, one character for each byte, and never a chat's text. */
  readonly whole: RegExp;
  /** Matches incomplete first bytes of a client, and neither text nor frames. */
  readonly cut?: RegExp;
}

const SIGNATURES: readonly Signature[] = [
  // A handshake record of TLS 1.0 to 1.3 (RFC 8446 section 5.1).
  { protocol: "tls", whole: /^\x16\x03[\x01-\x04]/ },
  { protocol: "http2", whole: /^PRI \* HTTP\/2\.0/ },
  { protocol: "http", whole: /^(?!PRI )[A-Z]{3,10} \S+ HTTP\/\d/ },
  { protocol: "ssh", whole: /^SSH-/ },
  {
    protocol: "mqtt",
    // CONNECT (MQTT 5.0 section 3.1): the type, a length of 1 to 4 bytes, the protocol's name.
    whole: /^\x10[\x80-\xff]{0,3}[\0-\x7f]\0(?:\x04MQTT|\x06MQIsdp)/,
    cut: /^\x10[\x80-\xff]{0,3}(?:[\0-\x7f](?:\0(?:[\x04\x06](?:M[QIsdpT]{0,4})?)?)?)?$/,
  },
  {
    protocol: "redis",
    whole: /^(?:\*[1-9]\d{0,3}\r\n\$\d{1,9}\r\n|PING\r\n)/,
    cut: /^\*[1-9]\d{0,3}(?:\r(?:\n(?:\$(?:\d{1,9}\r?)?)?)?)?$/,
  },
  { protocol: "smtp", whole: /^(?:(?:EHLO|LHLO) \S+\r?\n|HELO \S+\r\n)/ },
  {
    protocol: "memcached",
    whole: /^(?:set|add|replace|append|prepend|cas) \S+ \d+ -?\d+ \d+(?: \d+)?(?: noreply)?\r\n/,
  },
  { protocol: "stomp", whole: /^(?:CONNECT|STOMP)\r?\n(?:accept-version|host|login|passcode):/ },
  { protocol: "xmpp", whole: /^(?:<\?xml[^>]*>\s*)?<stream:stream[\s>]/ },
  { protocol: "amqp", whole: /^AMQP\0/ },
  {
    protocol: "proxy",
    // A connection from a trusted proxy has lost its header before.
    whole: /^(?:PROXY (?:TCP[46]|UNKNOWN)(?: [^\n]*)?\r\n|\r\n\r\n\0\r\nQUIT\n)/,
    cut: /^\r\n\r\n\0(?:\r(?:\n(?:Q(?:U(?:I(?:T)?)?)?)?)?)?$/,
  },
];

/** Detects another protocol in the first bytes of a connection. */
export function findForeign(head: string): NamedProtocol | "cut" | undefined {
  for (const { protocol, whole, cut } of SIGNATURES) {
    if (whole.test(head)) return protocol;
    if (cut?.test(head)) return "cut";
  }
  return undefined;
}

const PLACE = "This is hubbub's TCP port for chat clients, and that was";
const INSTEAD = "send lines of text, or JSON such as";
const EXAMPLE = '{"name":"ada","msg":"hi"}';

/** Returns the sentence for a client of another protocol: its name, and the port to use instead. */
export function foreignSentence(protocol: NamedProtocol, head: string): string {
  const seen = `(seen: ${excerpt(head.split(/\r?\n/, 1)[0])})`;
  switch (protocol) {
    case "http": {
      const what = /^Upgrade: *websocket/im.test(head) ? "a WebSocket" : "an HTTP";
      return `${PLACE} ${what} request ${seen}: browsers, WebSocket and curl use the web port (flag --web, 8080 by default).`;
    }
    case "http2":
      return `${PLACE} an HTTP/2 request ${seen}: the web port (flag --web, 8080 by default) speaks HTTP/1.1.`;
    case "tls":
      return "This is hubbub's TCP port without TLS, and that was a TLS ClientHello: connect without TLS.";
    case "ssh":
      return `${PLACE} an SSH client ${seen}: sshd usually listens on port 22.`;
    case "mqtt":
      return `${PLACE} an MQTT client: a broker usually listens on port 1883; here a sensor may ${INSTEAD} ${EXAMPLE}.`;
    case "redis":
      return `${PLACE} a Redis client ${seen}: Redis usually listens on port 6379; here ${INSTEAD} ${EXAMPLE}.`;
    case "smtp":
      return `${PLACE} a mail client ${seen}: mail servers usually listen on port 25 or 587; here ${INSTEAD} ${EXAMPLE}.`;
    case "memcached":
      return `${PLACE} a memcached client ${seen}: memcached usually listens on port 11211; here ${INSTEAD} ${EXAMPLE}.`;
    case "stomp":
      return `${PLACE} a STOMP client ${seen}: STOMP isn't spoken here; ${INSTEAD} ${EXAMPLE}.`;
    case "xmpp":
      return `${PLACE} an XMPP client ${seen}: XMPP isn't spoken here; ${INSTEAD} ${EXAMPLE}.`;
    case "amqp":
      return `${PLACE} an AMQP client: a broker usually listens on port 5672; here ${INSTEAD} ${EXAMPLE}.`;
    case "proxy":
      return `${PLACE} a header of the PROXY protocol: the hub reads one, and from the addresses of --trust-proxy alone.`;
    default:
      return protocol satisfies never;
  }
}
