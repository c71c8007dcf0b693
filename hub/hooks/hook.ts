/** An incoming webhook: a program that knows its token may say something in its room, over HTTP. */
export interface Hook {
  /** The name under which it speaks. No peer can take it. */
  readonly name: string;
  readonly room: string;
  /** SHA-256 of the token, in hexadecimal digits. The token itself is kept nowhere. */
  readonly tokenHash: string;
  /** The name of the member that made it. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
}

/** A message that came by a hook. */
export interface HookMessage {
  readonly text: string;
  /** The name that the sender would like to have; undefined: the hook's own. */
  readonly username?: string | undefined;
}

/** Keeps hooks over a restart of the server. Calls are carried out in order. */
export interface HookStore {
  /** The hooks that the store held when the server started. */
  readonly kept: readonly Hook[];
  /**
   * Persists a hook.
   *
   * @throws {ChatError} `history-unavailable` where the disk doesn't take it.
   */
  put(hook: Hook): Promise<void>;
  /**
   * Deletes the hook of a name.
   *
   * @throws {ChatError} `history-unavailable`.
   */
  drop(name: string): Promise<void>;
}
