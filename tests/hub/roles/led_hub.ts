import type { AuditStore, CharterStore, HubLimits } from "../../../hub/mod.ts";
import { type Client, MemoryHub } from "../../support/hub/memory_hub.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";

/** A hub where some names are registered. */
export class LedHub extends MemoryHub {
  constructor(
    names: readonly string[],
    options: {
      readonly limits?: Partial<HubLimits>;
      readonly charters?: CharterStore;
      readonly audit?: AuditStore;
    } = {},
  ) {
    const accounts = new PlainAccounts();
    for (const name of names) {
      accounts.register({ fold: name, name, createdMs: 0, sinceSeq: 0 }, "a password");
    }
    super({ ...options, accounts });
  }

  /** The owner of a registered name arrives. */
  owner(name: string): Client {
    const client = this.arriveAsOwner({ name });
    client.hears();
    return client;
  }
}
