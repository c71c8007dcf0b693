import { assertEquals } from "@std/assert";
import { isUnpacked } from "../../hub/names/skeleton.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { VirtualTimers } from "../support/virtual_timers.ts";

socketTest(
  "a server unpacks the table of look-alikes right after its start, not within it",
  async () => {
    using timers = new VirtualTimers();
    await using _server = await startTestServer([]);
    assertEquals(isUnpacked(), false);
    timers.pass(0);
    assertEquals(isUnpacked(), true);
  },
);
