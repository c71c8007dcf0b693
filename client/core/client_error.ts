import type { CloseCode, ErrorCode } from "../../vocabulary/mod.ts";

/** The hub's codes, and those of errors that only a client can meet. */
export type ClientErrorCode =
  | ErrorCode
  | CloseCode
  /** The address can't be understood. */
  | "address-invalid"
  /** A file came with other bytes than it was sent with, or its source broke off. */
  | "file-broken"
  /** A file would take the place of another one on this machine. */
  | "file-exists"
  /** The client was closed, or gave up, before the answer came. */
  | "closed"
  /** The message was sent too long ago, or under another name, to be sent again without a double. */
  | "may-have-arrived"
  /** Nobody answers at the address. */
  | "unreachable"
  /** The operation needs a connection, and there is none. */
  | "offline"
  /** More messages or commands wait for answers than the limits allow. */
  | "queue-full";

/**
 * An error of a client: a word for programs (`code`) and a sentence for people (`message`).
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
  /** True if the same may succeed a little later, with nothing changed. */
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
