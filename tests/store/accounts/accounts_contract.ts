import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Accounts, ChatError, type NewAccount } from "../../../hub/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { registerName } from "../../support/hub/register_name.ts";

/** An implementation under test. */
export interface AccountsSubject extends AsyncDisposable {
  readonly accounts: Accounts;
}

/** Returns an account to register. */
export function account(name: string): NewAccount {
  return { fold: name.toLowerCase(), name, createdMs: 1_700_000_000_000, sinceSeq: 7 };
}

/** Checks that a promise rejects with a refusal of this code. */
export async function assertRefused(promise: Promise<unknown>, code: string): Promise<void> {
  assertEquals((await assertRejects(() => promise, ChatError)).code, code);
}

/**
 * Registers the tests that every implementation of {@linkcode Accounts} has to pass.
 *
 * @param reason The reason why the tests can't run here; undefined if they can.
 */
export function accountsContract(
  name: string,
  open: (maxAccounts: number) => Promise<AccountsSubject>,
  reason?: string,
): void {
  gatedTest(
    `${name}: a registered name is known, and only its password is right`,
    reason,
    async () => {
      await using subject = await open(10);
      const { accounts } = subject;
      assertEquals(accounts.get("alice"), undefined);
      await registerName(accounts, account("Alice"), "correct horse");
      const { fold, name, createdMs, sinceSeq, leftSeq } = accounts.get("alice")!;
      assertEquals({ fold, name, createdMs, sinceSeq }, account("Alice"));
      assertEquals(leftSeq, undefined);
      const passwords = ["correct horse", "Correct horse", ""];
      const answers = passwords.map((password) => accounts.verify("alice", password));
      assertEquals(await Promise.all(answers), [true, false, false]);
      assertEquals(await accounts.verify("bob", "correct horse"), false);
    },
  );

  gatedTest(
    `${name}: of two peers that register a name at once, the first gets it`,
    reason,
    async () => {
      await using subject = await open(10);
      const { accounts } = subject;
      const [first, second] = [await accounts.hash("the first one"), await accounts.hash("no")];
      const registered = accounts.register(account("Alice"), first);
      await assertRefused(
        (async () => await accounts.register(account("Alice"), second))(),
        "name-registered",
      );
      await registered;
      assert(await accounts.verify("alice", "the first one"));
    },
  );

  gatedTest(
    `${name}: names can be registered up to the limit, and a dropped name makes room`,
    reason,
    async () => {
      await using subject = await open(1);
      const { accounts } = subject;
      await registerName(accounts, account("Alice"), "correct horse");
      await assertRefused(registerName(accounts, account("Bob"), "correct horse"), "account-limit");
      assertEquals(await accounts.drop("bob"), false);
      assertEquals(await accounts.drop("alice"), true);
      assertEquals(accounts.get("alice"), undefined);
      assertEquals(await accounts.verify("alice", "correct horse"), false);
      await registerName(accounts, account("Bob"), "correct horse");
    },
  );

  gatedTest(
    `${name}: lookalikeOf finds the registered name that another name looks like`,
    reason,
    async () => {
      await using subject = await open(10);
      const { accounts } = subject;
      await registerName(accounts, account("Bob1"), "correct horse");
      assertEquals(accounts.lookalikeOf("b0bl")?.name, "Bob1");
      assertEquals(accounts.lookalikeOf("bob1"), undefined);
      assertEquals(accounts.lookalikeOf("bob2"), undefined);
      await accounts.drop("bob1");
      assertEquals(accounts.lookalikeOf("b0bl"), undefined);
    },
  );

  gatedTest(
    `${name}: an account has the number at which its owner left, until the owner comes back`,
    reason,
    async () => {
      await using subject = await open(10);
      const { accounts } = subject;
      await registerName(accounts, account("Alice"), "correct horse");
      accounts.markAway("alice", 12);
      assertEquals(accounts.get("alice")!.leftSeq, 12);
      accounts.markPresent("alice");
      assertEquals(accounts.get("alice")!.leftSeq, undefined);
      accounts.markAway("nobody", 13);
      accounts.markPresent("nobody");
      assertEquals(accounts.get("nobody"), undefined);
    },
  );
}
