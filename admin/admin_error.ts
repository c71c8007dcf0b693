/** A command of the operator can't be carried out. The message is a sentence; `exit` the status. */
export class AdminError extends Error {
  override readonly name = "AdminError";

  constructor(message: string, readonly exit: number) {
    super(message);
  }
}
