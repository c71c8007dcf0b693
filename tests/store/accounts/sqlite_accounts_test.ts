import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { FILE_NAME } from "../../../store/disk_thread/tables/database.ts";
import { account, accountsContract, assertRefused } from "./accounts_contract.ts";
import { storeReason, storeTest } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";
import { CHEAP_HASH } from "../../support/server/cheap_hash.ts";
import { registerName } from "../../support/hub/register_name.ts";

accountsContract("SqliteAccounts", async (maxAccounts) => {
  const temp = new TempStore();
  const { accounts } = await temp.open({ limits: { maxAccounts }, hashCost: CHEAP_HASH });
  return { accounts, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
}, storeReason);

storeTest(
  "accounts survive a crash, and an owner who was present has the number of its last departure",
  async () => {
    await using temp = new TempStore();
    const first = await temp.open({ hashCost: CHEAP_HASH });
    for (const name of ["Alice", "Bob", "Carol", "Dave"]) {
      await registerName(first.accounts, account(name), "correct horse");
    }
    await first.accounts.drop("dave");
    for (const fold of ["alice", "bob", "dave"]) first.accounts.markAway(fold, 12);
    first.accounts.markPresent("bob");
    await first.accounts.drain();
    first.kill();
    await assertRefused(
      registerName(first.accounts, account("Eve"), "too late"),
      "history-unavailable",
    );
    await assertRefused(first.accounts.drop("alice"), "history-unavailable");

    const { accounts } = await temp.open();
    const left = ["alice", "bob", "carol", "dave"].map((fold) => accounts.get(fold)?.leftSeq);
    // Carol never left: every message since she registered may be new to her.
    assertEquals(left, [12, 12, 7, undefined]);
    assertEquals(accounts.get("dave"), undefined);
    assert(await accounts.verify("alice", "correct horse"));
    assertEquals(accounts.lookalikeOf("alyce"), undefined);
    // The digit 1 looks like l, and l looks like the I of ALICE.
    assertEquals(accounts.lookalikeOf("al1ce")?.name, "Alice");
    assertEquals(accounts.lookalikeOf("aIice")?.name, "Alice");
  },
);

storeTest("departures are written before the store is closed", async () => {
  await using temp = new TempStore();
  const first = await temp.open({ hashCost: CHEAP_HASH });
  await registerName(first.accounts, account("Alice"), "correct horse");
  for (let seq = 8; seq <= 20; seq++) first.accounts.markAway("alice", seq);
  await first.close();
  const { accounts } = await temp.open();
  assertEquals(accounts.get("alice")?.leftSeq, 20);
});

storeTest(
  "a password is stored as a hash of the full cost unless an option says otherwise",
  async () => {
    await using temp = new TempStore();
    const { accounts } = await temp.open();
    await registerName(accounts, account("Alice"), "correct horse");
    await temp.closeAll();
    using database = new DatabaseSync(`${temp.dataDir}/${FILE_NAME}`);
    const { password } = database.prepare("SELECT password FROM accounts").get()!;
    assertMatch(String(password), /^scrypt\$16384\$8\$5\$/);
  },
);
