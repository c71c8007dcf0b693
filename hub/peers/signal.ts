/**
 * Something that is only of the moment: it has no number, nobody keeps it, and only peers that ask for
 * such things are told.
 */
export type Signal =
  /** A peer is away, for a reason; or is back, without one. */
  | { readonly kind: "away"; readonly name: string; readonly text: string | undefined }
  /** A peer has proved that it owns a registered name. */
  | { readonly kind: "account"; readonly name: string; readonly account: string }
  | { readonly kind: "real-name"; readonly name: string; readonly realName: string }
  /** A watched name is here now. */
  | { readonly kind: "online"; readonly name: string }
  /** A watched name isn't here any more. */
  | { readonly kind: "offline"; readonly name: string }
  | { readonly kind: "invite"; readonly name: string; readonly peer: string; readonly room: string }
  /** The same, for those in the room. */
  | { readonly kind: "invited"; readonly name: string; readonly peer: string; readonly to: string }
  /** Tags without a text, as IRC clients send them while somebody types, or for a reaction. */
  | {
    readonly kind: "tags";
    readonly name: string;
    readonly to: string;
    readonly tags: string;
    /** Absent for one that no IRC client has sent. */
    readonly id?: string;
    /** The wall time in milliseconds. */
    readonly timeMs: number;
  }
  /** A question or an answer of one program to others, which people don't read. */
  | {
    readonly kind: "program";
    readonly name: string;
    /** A peer's name or `#room`. */
    readonly to: string;
    readonly text: string;
    readonly isNotice: boolean;
  };

/** A signal of a member that names its receivers: a room, or one peer. */
export type AddressedSignal = Extract<
  Signal,
  { readonly kind: "invite" | "invited" | "tags" | "program" }
>;

/** The facts that a peer tells about itself, for others to see. */
export interface PeerProfile {
  /** The name of the user's account on its own machine, as its client says. */
  readonly userName: string | undefined;
  readonly realName: string;
  /** The registered name that the peer proved to own, which may be another than its own. */
  readonly account: string | undefined;
  /** True: lists of all that are here leave it out, for those who share no room with it. */
  readonly isInvisible?: boolean;
}

/** A fact about itself that a peer changes while it is here. */
export type ProfileChange =
  | { readonly realName: string }
  | { readonly account: string }
  | { readonly isInvisible: boolean };
