/** Names of errors. An answer without a body, like that of HEAD, is a `NotFound`. */
const MISSING = new Set(["NoSuchKey", "NoSuchUpload", "NotFound"]);

const GIVEN_UP = "given-up";

/** A request that an S3-compatible server refuses or doesn't answer. The message is for the operator. */
export class S3Error extends Error {
  override readonly name = "S3Error";

  /**
   * @param told The same for clients, in a few words.
   * @param status The status of the answer; 0: there was none.
   * @param code The error's name, as the server gives it.
   */
  constructor(
    message: string,
    readonly told: string,
    readonly status = 0,
    readonly code = "",
  ) {
    super(message);
  }

  /** The end of a request whose answer nobody waits for any more. */
  static givenUp(): S3Error {
    return new S3Error("the upload was given up", "the upload was given up", 0, GIVEN_UP);
  }

  /** An answer that S3 mustn't give. */
  static broken(message: string): S3Error {
    return new S3Error(message, "the storage of files answers in disorder");
  }

  get isGivenUp(): boolean {
    return this.code === GIVEN_UP;
  }

  /** True if the same request may succeed a moment later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** True if S3 says that an object or an upload isn't there; not for a bucket or an account. */
  get isMissing(): boolean {
    return this.status === 404 && MISSING.has(this.code);
  }
}
