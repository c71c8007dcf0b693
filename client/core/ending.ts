import type { ClientErrorCode } from "./client_error.ts";
import type { CloseCode } from "../../vocabulary/mod.ts";

/** Whether a connection that the hub ended for this is not to be taken up again. */
export function isEnding(code: CloseCode): boolean {
  switch (code) {
    case "banned":
    case "kicked":
    case "quit":
    case "replaced":
      return true;
    case "address-limit":
    case "gone":
    case "hello-timeout":
    case "idle-timeout":
    case "internal-error":
    case "peer-limit":
    case "protocol-error":
    case "shutdown":
    case "slow-consumer":
      return false;
    default:
      return code satisfies never;
  }
}

/**
 * Whether a hello that was refused for this may be taken the next time.
 *
 * @param hadName Whether one has had the name before: then whoever has it now may be one's own
 * earlier connection, which the hub hasn't missed yet.
 */
export function isPassing(code: ClientErrorCode, hadName: boolean): boolean {
  switch (code) {
    case "name-taken":
      return hadName;
    case "internal-error":
    case "peer-limit":
    case "rate-limited":
    case "too-many-attempts":
      return true;
    default:
      return false;
  }
}
