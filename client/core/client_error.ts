import type { CloseCode, ErrorCode } from "../../vocabulary/mod.ts";

/** What only a client can meet, besides the hub's own codes. */
export type ClientErrorCode =
  | ErrorCode
  | CloseCode
  /** The address can't be understood. */
  | "address-invalid"
  /** It was closed, or gave up, before this was acknowledged. */
  | "closed"
  /** It was sent once, too long ago or under another name to be sent again without a double. */
  | "may-have-arrived"
  /** Nobody answers there. */
  | "unreachable"
  /** This is only possible while connected. */
  | "offline"
  /** More waits for its answer than the limits allow. */
  | "queue-full";

/**
 * What went wrong, as a word for programs (`code`) and a sentence for people (`message`).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ClientError } from "./client_error.ts";
 *
 * assertEquals(new ClientError("offline", "There is no connection.").code, "offline");
 * ```
 */
export class ClientError extends Error {
  override readonly name = "ClientError";

  readonly code: ClientErrorCode;
  /** True where the same may succeed a little later, with nothing changed. */
  readonly retry: boolean;

  constructor(
    code: ClientErrorCode,
    sentence: string,
    { retry = false }: { readonly retry?: boolean } = {},
  ) {
    super(sentence);
    this.code = code;
    this.retry = retry;
  }
}
