import { MULTILINE_MAX_BYTES, MULTILINE_MAX_LINES } from "./multiline.ts";

/** The capabilities that the hub offers, each with its value, if it has one (IRCv3). */
const OFFERED = {
  "account-notify": undefined,
  "account-tag": undefined,
  "away-notify": undefined,
  batch: undefined,
  "cap-notify": undefined,
  "draft/account-registration": undefined,
  "draft/chathistory": undefined,
  "draft/event-playback": undefined,
  "draft/message-redaction": undefined,
  "draft/multiline": `max-bytes=${MULTILINE_MAX_BYTES},max-lines=${MULTILINE_MAX_LINES}`,
  "draft/no-implicit-names": undefined,
  "draft/read-marker": undefined,
  "echo-message": undefined,
  "extended-join": undefined,
  "extended-monitor": undefined,
  "invite-notify": undefined,
  "labeled-response": undefined,
  "message-tags": undefined,
  "multi-prefix": undefined,
  "no-implicit-names": undefined,
  sasl: "PLAIN",
  "server-time": undefined,
  setname: undefined,
  "soju.im/search": undefined,
  "standard-replies": undefined,
  "userhost-in-names": undefined,
} as const satisfies Readonly<Record<string, string | undefined>>;

/** A capability that the hub offers. */
export type Capability = keyof typeof OFFERED;

/** The version of capability negotiation from which on capabilities have values. */
const VALUES_VERSION = 302;
/** The most bytes of names in one line, which leaves place for a long nick. */
const NAMES_MAX_BYTES = 350;

/** The answer to a CAP command. */
export type CapAnswer =
  /** Lines of the subcommand with a list of names; all but the last get a `*`. */
  | { readonly kind: "list"; readonly subcommand: "LS" | "LIST"; readonly lines: readonly string[] }
  | { readonly kind: "reply"; readonly subcommand: "ACK" | "NAK"; readonly names: string }
  /** The client has ended the negotiation. */
  | { readonly kind: "end" }
  | { readonly kind: "unknown"; readonly subcommand: string };

/** The capabilities of one client, and the state of their negotiation. */
export class Capabilities {
  /** True from the first LS or REQ to END: the client's registration waits. */
  isNegotiating = false;
  #version = 0;
  readonly #enabled = new Set<Capability>();
  #key = "";

  /** @param sts The value of `sts`, which nobody can ask for; undefined: it isn't offered. */
  constructor(readonly sts?: string | undefined) {}

  has(capability: Capability): boolean {
    return this.#enabled.has(capability);
  }

  /** Names the set of enabled capabilities: equal sets have equal keys. */
  get key(): string {
    return this.#key;
  }

  /** True for clients that know of long lists and of capabilities' values. */
  get knowsValues(): boolean {
    return this.#version >= VALUES_VERSION;
  }

  /** Carries out one CAP command. */
  handle(
    subcommand: string,
    argument: string,
    { isRegistered }: { readonly isRegistered: boolean },
  ): CapAnswer {
    switch (subcommand) {
      case "LS": {
        if (!isRegistered) this.isNegotiating = true;
        this.#version = Math.max(this.#version, Number(/^\d{1,9}$/.exec(argument)?.[0] ?? 0));
        if (this.knowsValues) this.#enable("cap-notify");
        return { kind: "list", subcommand, lines: this.#linesOf(this.#offered()) };
      }
      case "LIST":
        return { kind: "list", subcommand, lines: this.#linesOf([...this.#enabled]) };
      case "REQ":
        if (!isRegistered) this.isNegotiating = true;
        return this.#request(argument.trim());
      case "END":
        this.isNegotiating = false;
        return { kind: "end" };
      default:
        return { kind: "unknown", subcommand };
    }
  }

  /** All requests of a line are granted, or none. */
  #request(names: string): CapAnswer {
    const words = names.split(/ +/).filter((word) => word !== "");
    const known = words.every((word) => Object.hasOwn(OFFERED, word.replace(/^-/, "")));
    // A client that knows of values is told of changes in any case.
    if (!known || this.knowsValues && words.includes("-cap-notify")) {
      return { kind: "reply", subcommand: "NAK", names };
    }
    for (const word of words) {
      if (word.startsWith("-")) this.#enabled.delete(word.slice(1) as Capability);
      else this.#enabled.add(word as Capability);
    }
    this.#key = [...this.#enabled].sort().join(" ");
    return { kind: "reply", subcommand: "ACK", names };
  }

  #enable(capability: Capability): void {
    this.#enabled.add(capability);
    this.#key = [...this.#enabled].sort().join(" ");
  }

  #offered(): string[] {
    const offered = Object.entries(OFFERED).map(([name, value]) =>
      value === undefined || !this.knowsValues ? name : `${name}=${value}`
    );
    // Without its value the capability says nothing.
    return this.sts === undefined || !this.knowsValues ? offered : [...offered, `sts=${this.sts}`];
  }

  /** Joins names to lines. A client that doesn't know of several lines gets one. */
  #linesOf(names: readonly string[]): string[] {
    const lines: string[] = [];
    let line = "";
    for (const name of names) {
      if (this.knowsValues && line.length + name.length > NAMES_MAX_BYTES) {
        lines.push(line);
        line = "";
      }
      line += line === "" ? name : ` ${name}`;
    }
    lines.push(line);
    return lines;
  }
}
