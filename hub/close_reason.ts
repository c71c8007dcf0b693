/** Why a connection is ended. Unlike a {@linkcode ChatError}, there is no going on after it. */
export type CloseCode =
  | "address-limit"
  | "banned"
  | "gone"
  | "hello-timeout"
  | "idle-timeout"
  | "internal-error"
  | "kicked"
  | "peer-limit"
  | "protocol-error"
  | "quit"
  | "replaced"
  | "shutdown"
  | "slow-consumer";

/** An ending: a word for scripts and a sentence for people. */
export interface CloseReason {
  readonly code: CloseCode;
  readonly sentence: string;
}
