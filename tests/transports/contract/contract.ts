/**
 * The contract that every transport and every dialect keeps. A file of a few lines runs its tests for
 * one of them: see `tcp_frames_le_test.ts`.
 *
 * @module
 */

import { gatedTest, missing, SERVER_PERMISSIONS } from "../../support/gate.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { BUILTINS } from "./builtins.ts";
import { CONVERSATION } from "./conversation.ts";
import { ENDINGS } from "./endings.ts";
import { JSON_FIELDS } from "./json_fields.ts";
import { type ContractHub, type ContractTransport, Scene } from "./scene.ts";

/** Declares the contract's tests for one transport. */
export function testContract(transport: ContractTransport): void {
  for (const clause of [...CONVERSATION, ...JSON_FIELDS, ...BUILTINS, ...ENDINGS]) {
    if (clause.appliesTo?.(transport) === false) continue;
    if (transport.lacks?.includes(clause.sentence)) continue;
    const reason = "reason" in transport ? transport.reason : missing(SERVER_PERMISSIONS);
    gatedTest(`${transport.name}: ${clause.sentence}`, reason, async () => {
      const flags = [...transport.flags, ...clause.flags ?? []];
      await using scene = new Scene(transport, await (transport.start ?? startOne)(flags));
      await clause.run(scene);
    });
  }
}

async function startOne(flags: readonly string[]): Promise<ContractHub> {
  const server = await startTestServer(flags);
  return { servers: [server], [Symbol.asyncDispose]: () => server.stop() };
}
