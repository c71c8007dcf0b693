/** The reason for which the hub ends a connection. Nothing is answered after it. */
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
