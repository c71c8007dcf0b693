/** The reason why the hub ends a connection. The hub answers nothing after it. */
export type CloseCode =
  | "address-limit"
  | "banned"
  | "gone"
  | "hello-timeout"
  | "idle-timeout"
  | "internal-error"
  | "kicked"
  | "node-lost"
  | "peer-limit"
  | "protocol-error"
  | "quit"
  | "replaced"
  | "shutdown"
  | "slow-consumer";
