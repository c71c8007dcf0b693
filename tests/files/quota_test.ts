import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { DEFAULT_FILE_LIMITS } from "../../files/mod.ts";
import { Quota } from "../../files/quota.ts";
import { ChatError } from "../../hub/mod.ts";

const DAY_MS = 86_400_000;
const LIMITS = {
  ...DEFAULT_FILE_LIMITS,
  fileMaxBytes: 100_000,
  nameMaxBytes: 200_000,
  dayMaxBytes: 300_000,
  totalMaxBytes: 500_000,
};

function refusal(quota: Quota, author: string, address: string, size: number, nowMs = 0): string {
  const error = assertThrows(() => quota.reserve({ author, address, size }, nowMs), ChatError);
  return `${error.code}: ${error.message}`;
}

Deno.test("a file above the limit of one file is refused, and nothing counts", () => {
  const quota = new Quota(LIMITS);
  assertMatch(refusal(quota, "ada", "192.0.2.1", 100_001), /^file-too-large: .*100 kB/);
  assertEquals(quota.totalBytes, 0);
});

Deno.test("a name has so many bytes of files at most, until one is removed", () => {
  const quota = new Quota(LIMITS);
  quota.reserve({ author: "ada", address: "192.0.2.1", size: 90_000 }, 0);
  quota.reserve({ author: "ada", address: "192.0.2.2", size: 90_000 }, 0);
  assertMatch(refusal(quota, "ada", "192.0.2.3", 90_000), /^file-limit: .*one name .*200 kB/);
  quota.remove({ author: "ada", size: 90_000 });
  quota.reserve({ author: "ada", address: "192.0.2.3", size: 90_000 }, 0);
});

Deno.test("an address sends so many bytes a day, whatever names it takes", () => {
  const quota = new Quota(LIMITS);
  for (const author of ["a", "b", "c"]) {
    quota.reserve({ author, address: "2001:db8::1", size: 90_000 }, 0);
    quota.remove({ author, size: 90_000 });
  }
  assertMatch(refusal(quota, "d", "2001:db8::2", 90_000), /^file-limit: .*tomorrow/);
  quota.reserve({ author: "d", address: "2001:db8::2", size: 90_000 }, DAY_MS);
});

Deno.test("a day counts the bytes that came, not those that were reserved", () => {
  const quota = new Quota(LIMITS);
  for (let i = 0; i < 10; i++) {
    const file = { author: `peer${i}`, address: "192.0.2.1" };
    quota.reserve({ ...file, size: 100_000 }, 0);
    quota.remove({ ...file, size: 100_000 });
    quota.keep({ ...file, size: 1_000 }, 100_000);
  }
  assertEquals(quota.totalBytes, 10 * (1_000 + 4_096));
});

Deno.test("all files together have a limit", () => {
  const quota = new Quota(LIMITS);
  for (let i = 0; i < 5; i++) {
    quota.reserve({ author: `peer${i}`, address: `192.0.2.${i}`, size: 90_000 }, 0);
  }
  assertMatch(refusal(quota, "last", "192.0.2.99", 90_000), /^file-limit: All files/);
});
