/** A registered name. */
export interface Account {
  readonly fold: string;
  /** As it was registered. */
  readonly name: string;
  readonly createdMs: number;
  /** Direct messages with a larger number are the owner's own. */
  readonly sinceSeq: number;
  /** The newest number when the owner left; undefined while the owner is here. */
  readonly leftSeq: number | undefined;
}

/** The sender of a password, by which the next password to be hashed is chosen. */
export interface PasswordSender {
  /** The address as limits count it: addresses take turns. */
  readonly addressKey: string;
  /** True where this address was let in under this name before: it goes before all strangers. */
  readonly isKnown: boolean;
}

/**
 * The names that belong to somebody. Passwords are kept as salted hashes that are slow to compute,
 * with the parameters of the hash beside each, and hashed off the main thread.
 *
 * The accounts themselves are in memory, so that a hello without password needn't wait.
 */
export interface Accounts {
  get(fold: string): Account | undefined;
  /** Returns a registered name that looks like this one and isn't the same. */
  lookalikeOf(name: string): Account | undefined;
  /**
   * Returns a password's hash, with its salt and its cost.
   *
   * @throws {ChatError} `rate-limited` where too many passwords wait to be hashed.
   */
  hash(password: string, sender?: PasswordSender): Promise<string>;
  /**
   * Checks that a name may be registered now.
   *
   * @throws {ChatError} `name-registered` or `account-limit`.
   */
  checkFree(account: NewAccount): void;
  /**
   * Reserves a name for who knows the password of a hash.
   *
   * @returns A promise that resolves once this is persisted; undefined if nothing needs to be. It
   * rejects with `history-unavailable` where it couldn't be persisted.
   * @throws {ChatError} `name-registered` or `account-limit`.
   */
  register(account: NewAccount, hash: string): Promise<void> | undefined;
  /**
   * True where this is the name's password; false for a name that nobody registered.
   *
   * @throws {ChatError} `rate-limited` where too many passwords wait to be checked.
   */
  verify(fold: string, password: string, sender?: PasswordSender): Promise<boolean>;
  /** Gives a name free. False where nobody had registered it; a promise where that is persisted. */
  drop(fold: string): boolean | Promise<boolean>;
  /** Remembers that the owner is here. */
  markPresent(fold: string): void;
  /** Remembers that the owner left when `seq` was the newest number. */
  markAway(fold: string, seq: number): void;
}

/** Accounts that can be copied to another node. */
export interface CopyableAccounts extends Accounts {
  /** Returns all accounts, in the sequence in which they were registered. */
  records(): Iterable<AccountRecord>;
  /** Adds an account of another node's copy. */
  restore(record: AccountRecord): void;
}

/** An account with its password's hash. */
export interface AccountRecord extends Account {
  readonly hash: string;
}

/** A name that is about to be registered. */
export type NewAccount = Omit<Account, "leftSeq">;

/** Shortest and longest password, in UTF-16 code units. */
export const PASSWORD_MIN_CHARS = 8;
export const PASSWORD_MAX_CHARS = 256;
