import type { Accounts } from "./accounts.ts";
import { limitKeyOf } from "./address.ts";
import { ChatError } from "../chat_error.ts";
import { type Guess, Guesses } from "./guesses.ts";
import type { Directory } from "../names/directory.ts";
import type { Member } from "../rooms/room.ts";
import type { Session, Sessions } from "./sessions.ts";
import { type ClientMessage, foldName, NAME_MAX_BYTES, quoteName } from "../../vocabulary/mod.ts";

/** The secrets that peers show: passwords of names, sessions, and the token of a closed hub. */
export class Credentials {
  readonly #options: CredentialsOptions;
  readonly #passwords: Guesses;
  readonly #tokens: Guesses;
  /** The checks of passwords that are under way, by address: as many as the queue of hashes takes. */
  readonly #checks = new Map<string, Set<Promise<void>>>();

  constructor(options: CredentialsOptions) {
    this.#options = options;
    const { maxAttemptKeys } = options;
    this.#passwords = new Guesses(maxAttemptKeys, "one for each name");
    this.#tokens = new Guesses(maxAttemptKeys, "one for all");
  }

  /**
   * Returns the claim that a hello or a rename makes to a registered name; undefined where the member
   * has the name already, or a session proves it.
   *
   * @throws {ChatError} `name-registered` where the password is missing.
   */
  claimOf(
    message: ClientMessage,
    member: Member | undefined,
    nowMs: number,
  ): Claim | undefined {
    if (message.name === undefined) return undefined;
    const fold = foldName(message.name);
    const { accounts } = this.#options;
    if (member?.fold === fold || accounts.get(fold) === undefined) return undefined;
    if (member === undefined && this.sessionOf(message, fold, nowMs) !== undefined) return;
    if (message.password !== undefined) return { fold, password: message.password };
    throw nameRegistered(message.name);
  }

  /**
   * Returns a sentence about a password that came with a name which nobody has registered; undefined
   * where there is none. Who claims a name learns anyway if it is registered.
   */
  unusedPasswordOf({ name, password }: ClientMessage): string | undefined {
    if (name === undefined || password === undefined) return undefined;
    if (this.#options.accounts.get(foldName(name)) !== undefined) return undefined;
    return `${
      quoteName(name)
    } isn't registered, so the password wasn't used: /register and a password makes the name yours.`;
  }

  /**
   * Checks a claim's password.
   *
   * @throws {ChatError} `password-wrong`; `too-many-attempts` after several failures, see
   * {@linkcode Guesses}; `rate-limited` where too many passwords wait to be checked.
   */
  async checkPassword({ fold, password }: Claim, address: string, nowMs: number): Promise<void> {
    const guess = { addressKey: limitKeyOf(address), fold };
    const { addressKey } = guess;
    // Nothing may happen between the last look and the count of this check.
    for (let check; (check = this.#checkInTheWay(guess, nowMs)) !== undefined;) await check;
    this.#passwords.check(guess, nowMs);
    const sender = { addressKey, isKnown: this.#passwords.isKnown(guess) };
    const pending = this.#passwords.begin(guess, nowMs);
    const verified = this.#options.accounts.verify(fold, password, sender).then((isRight) => {
      if (isRight) pending.succeeded();
      return isRight;
    }, (error) => {
      pending.dropped();
      throw error;
    });
    this.#track(addressKey, verified);
    if (await verified) return;
    throw new ChatError("password-wrong", "That isn't the name's password: try again.");
  }

  /**
   * Returns a check of the same address that is under way, if the guess would be refused now. Checks
   * under way count as failures until their results are known, and a class behind one address may all
   * be right.
   */
  #checkInTheWay(guess: Guess, nowMs: number): Promise<void> | undefined {
    const checks = this.#checks.get(guess.addressKey);
    if (checks === undefined || this.#passwords.waitMs(guess, nowMs) === 0) return undefined;
    for (const check of checks) return check;
    return undefined;
  }

  #track(addressKey: string, verified: Promise<boolean>): void {
    const checks = this.#checks.get(addressKey) ?? new Set<Promise<void>>();
    this.#checks.set(addressKey, checks);
    const done: Promise<void> = verified.then(() => {}, () => {}).then(() => {
      checks.delete(done);
      if (checks.size === 0) this.#checks.delete(addressKey);
    });
    checks.add(done);
  }

  /**
   * Remembers that the owner of a name is at an address: wrong passwords from other addresses delay
   * the owner less there.
   */
  rememberOwner(address: string, fold: string): void {
    this.#passwords.remember({ addressKey: limitKeyOf(address), fold });
  }

  /**
   * Returns the session that a hello resumes. It has to be of the same name. A registered name's
   * session has to be its owner's; an unregistered name may not belong to somebody else by now.
   */
  sessionOf(hello: ClientMessage, fold: string, nowMs: number): Session | undefined {
    const { accounts, directory, sessions } = this.#options;
    const session = sessions.get(hello.session ?? "", nowMs);
    if (session === undefined || session.fold !== fold) return undefined;
    if (accounts.get(fold) !== undefined) return session.isOwner ? session : undefined;
    const holder = directory.get(session.name);
    return holder === undefined || holder === session.member ? session : undefined;
  }

  /**
   * Checks the token that a closed hub wants.
   *
   * @throws {ChatError} `token-missing`, `token-wrong` or `too-many-attempts`.
   */
  checkToken({ address, token, name = "", session = "" }: TokenHolder, nowMs: number): void {
    const { isToken, sessions } = this.#options;
    if (isToken === undefined) return;
    if (token !== undefined) {
      const guess = {
        addressKey: limitKeyOf(address),
        fold: foldName(name.slice(0, NAME_MAX_BYTES)),
      };
      // A session was given to somebody who had the token.
      if (sessions.get(session, nowMs) === undefined) this.#tokens.check(guess, nowMs);
      const pending = this.#tokens.begin(guess, nowMs);
      if (isToken(token)) return pending.succeeded();
    }
    const how =
      'send its token as "token" in the first message, or type /token and the token first';
    throw new ChatError(
      token === undefined ? "token-missing" : "token-wrong",
      token === undefined
        ? `This hub is closed to strangers: ${how}.`
        : `That isn't this hub's token: ask who runs it, and ${how}.`,
    );
  }
}

/** The parts of the hub that credentials work with. */
export interface CredentialsOptions {
  readonly accounts: Accounts;
  readonly directory: Directory;
  readonly sessions: Sessions;
  /** Most addresses and names whose failed secrets are counted. */
  readonly maxAttemptKeys: number;
  /** Absent: the hub is open. */
  readonly isToken: ((token: string) => boolean) | undefined;
}

/** The sender of a token, with the other fields of the same message that tell who sends it. */
export type TokenHolder = Pick<ClientMessage, "token" | "name" | "session"> & {
  readonly address: string;
};

/** A claim to a registered name, to be checked before the hello is handled. */
export interface Claim {
  readonly fold: string;
  readonly password: string;
}

/** Tells if a claim was accepted by `Hub.checkPassword`. */
export interface Proof {
  /** True where the password of the claimed name was right. */
  readonly isOwner: boolean;
}

/** No password was checked. */
export const UNPROVED: Proof = { isOwner: false };

/** Builds the refusal of a registered name to a peer that doesn't prove to own it. */
export function nameRegistered(name: string): ChatError {
  return new ChatError(
    "name-registered",
    `The name "${
      name.slice(0, 64)
    }" is registered: send its "password" in the hello, or type /identify name password; or choose another.`,
  );
}
