import {
  InputBuffer,
  isObjectText,
  MASK,
  maskSecrets,
  STREAM_DIALECTS,
  type StreamDialectName,
  stripControls,
  textPayloads,
} from "../../protocol/mod.ts";

const decoder: TextDecoder = new TextDecoder();
const SHOWN_MAX_CHARS = 1_000;
/** Enough bytes for all shown characters, of 4 bytes each. */
const READ_MAX_BYTES = 4 * SHOWN_MAX_CHARS;

/** The facts of a connection that a trace shows. */
export interface Traced {
  readonly remote: string;
  readonly dialect: { readonly name: string } | undefined;
  /** True if the next bytes may be the rest of a secret that a bad frame has cut in two. */
  readonly isWithinSecret: boolean;
}

/**
 * Shows each frame in both directions as a learner wants to see it: the header in hex and decimal,
 * the dialect, the text. Passwords, tokens, sessions and cookies are masked.
 */
export class Trace {
  /** @param print Prints one line; it comes without a line end. */
  constructor(readonly print: (line: string) => void) {}

  received(connection: Traced, bytes: Uint8Array, start: number, end: number): void {
    const body = bytes.subarray(start, end);
    // The frame before may have cut a secret, whose rest looks like any text.
    const isRest = connection.isWithinSecret && !isObjectText(decoder.decode(body));
    this.#show("->", connection, body, isRest ? MASK : undefined);
  }

  /** @param bytes One or several frames, as they are written. */
  sent(connection: Traced, bytes: Uint8Array): void {
    const dialect = connection.dialect;
    if (dialect === undefined) return this.#show("<-", connection, bytes);
    if (dialect.name === "websocket") {
      for (const payload of textPayloads(bytes)) this.#show("<-", connection, payload);
      return;
    }
    if (!isStream(dialect.name)) return this.#show("<-", connection, bytes);
    const stream = STREAM_DIALECTS[dialect.name];
    const input = new InputBuffer(bytes.length + 1);
    input.reserve().set(bytes);
    input.commit(bytes.length);
    while (stream.split(input)) {
      this.#show("<-", connection, input.bytes.subarray(input.bodyStart, input.bodyEnd));
    }
  }

  /** Shows that a file's bytes come in or go out, without them. */
  file(arrow: "->" | "<-", { remote, dialect }: Traced, sizeBytes: number): void {
    this.print(`${arrow} ${remote} ${dialect?.name ?? "unknown"} (${sizeBytes} bytes of a file)`);
  }

  #show(arrow: "->" | "<-", connection: Traced, body: Uint8Array, masked?: string): void {
    this.line(arrow, connection.remote, connection.dialect?.name ?? "unknown", body, masked);
  }

  /**
   * Shows bytes that come in or go out, also for ports without connections.
   *
   * @param masked Replaces the text if the bytes alone don't tell that they hold a secret.
   */
  line(
    arrow: "->" | "<-",
    remote: string,
    dialect: string,
    body: Uint8Array,
    masked: string = maskSecrets(decoder.decode(body.subarray(0, READ_MAX_BYTES))),
  ): void {
    const text = stripControls(masked.slice(0, SHOWN_MAX_CHARS));
    const header = headerOf(dialect, body.length);
    this.print(`${arrow} ${remote} ${dialect} ${header}${text}`);
  }
}

/** Returns the frame's header as it is on the wire. */
function headerOf(dialect: string, length: number): string {
  if (dialect !== "frames-le" && dialect !== "frames-be") return "";
  const header = new Uint8Array(4);
  new DataView(header.buffer).setUint32(0, length, dialect === "frames-le");
  const hex = [...header].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return `[${hex} = ${length}] `;
}

function isStream(name: string): name is StreamDialectName {
  return Object.hasOwn(STREAM_DIALECTS, name);
}
