import { assertEquals } from "@std/assert";
import { machineSeconds } from "./machine_time.ts";

Deno.test("the machine's time is that of processes and of its host, without idling", () => {
  const stat = "cpu  1000 200 300 99999 77777 55 66 40 10 0\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n";
  assertEquals(machineSeconds(stat), 15.4);
  assertEquals(machineSeconds("cpu  100 0 0 5\n"), 1);
});
