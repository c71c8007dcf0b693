import { assertEquals } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { dashboardFamilies } from "../web/dashboard.ts";
import { NatsServer, noNats } from "./nats_server.ts";

gatedTest(
  "a node has all metrics that the dashboard asks for, and it all of its own",
  noNats,
  async () => {
    await using nats = await NatsServer.start();
    await using node = await startTestServer(["--cluster", nats.url, "--web", "0"]);
    const text = await (await fetch(`http://127.0.0.1:${node.webPort}/metrics`)).text();
    const families = new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, family]) => family));
    const asked = await dashboardFamilies();
    assertEquals(asked.filter((family) => !families.has(family)), []);
    const ofCluster = [...families].filter((family) => family.startsWith("hubbub_cluster_"));
    assertEquals(ofCluster.filter((family) => !asked.includes(family)), []);
    assertEquals(ofCluster.length, 5);
  },
);
