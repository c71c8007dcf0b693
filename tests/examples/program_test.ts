import { assertRejects } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { startProgram } from "./program.ts";

gatedTest(
  "a failure of an example that ends too soon shows its output",
  missing(PROCESS_PERMISSIONS),
  async () => {
    await using program = await startProgram("echo fine; echo 'no toolchain' >&2; exit 3");
    const never = new Promise<void>(() => {});
    await assertRejects(
      () => program.during(never),
      Error,
      "it ended with 3:\nfine\nno toolchain\n",
    );
  },
);
