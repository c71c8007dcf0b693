import { assertEquals } from "@std/assert";
import {
  announcement,
  type AnnouncementOptions,
  type InterfaceAddress,
  programName,
  reachableAddress,
} from "../../server/program/announcement.ts";

const LOOPBACK: InterfaceAddress = { name: "lo", family: "IPv4", address: "127.0.0.1" };
const DOCKER: InterfaceAddress = { name: "docker0", family: "IPv4", address: "172.17.0.1" };
const WIFI: InterfaceAddress = { name: "wlan0", family: "IPv4", address: "192.168.1.5" };
const UNASKED: InterfaceAddress = { name: "eth1", family: "IPv4", address: "169.254.3.4" };
const WIFI_V6: InterfaceAddress = { name: "wlan0", family: "IPv6", address: "fe80::1" };
const ALL = [LOOPBACK, DOCKER, UNASKED, WIFI_V6, WIFI];

function linesOf(options: Partial<AnnouncementOptions>): string[] {
  return announcement({
    addresses: ["tcp 127.0.0.1:9000", "web http://127.0.0.1:8080/"],
    host: "127.0.0.1",
    program: "deno task start",
    flags: [],
    interfaces: ALL,
    ...options,
  });
}

Deno.test("each listener has its line, and one tells how to let the network in", () => {
  assertEquals(linesOf({}), [
    "listening on tcp 127.0.0.1:9000",
    "listening on web http://127.0.0.1:8080/",
    "to let your local network in: deno task start --host 0.0.0.0, then open http://192.168.1.5:8080/",
  ]);
});

Deno.test("the command repeats the other flags", () => {
  for (const host of [["--host", "localhost"], ["--host=localhost"]]) {
    assertEquals(
      linesOf({ flags: ["--trace", ...host, "--web", "8080"], interfaces: [] }).at(-1),
      "to let your local network in: deno task start --host 0.0.0.0 --trace --web 8080",
    );
  }
});

Deno.test("a server that others can reach says under which address", () => {
  const addresses = ["tcp 0.0.0.0:9000", "web https://0.0.0.0:8443/"];
  assertEquals(
    linesOf({ host: "0.0.0.0", addresses }).at(-1),
    "from your local network: https://192.168.1.5:8443/",
  );
  assertEquals(
    linesOf({ host: "::", addresses: ["tcp [::]:9000"] }).at(-1),
    "from your local network: 192.168.1.5",
  );
  assertEquals(linesOf({ host: "0.0.0.0", addresses, interfaces: [] }).length, 2);
  assertEquals(linesOf({ host: "192.168.1.5", addresses }).length, 2);
});

Deno.test("an address that only this machine has is never shown to others", () => {
  assertEquals(reachableAddress([LOOPBACK, DOCKER, UNASKED, WIFI_V6]), undefined);
  assertEquals(reachableAddress(ALL), "192.168.1.5");
});

Deno.test("a user of npx is told npx's command", () => {
  const name = (env: Record<string, string>, isStandalone = false) =>
    programName({ env, isStandalone, denoVersion: "2.9.6" });
  assertEquals(name({ npm_lifecycle_event: "npx" }), "npx --yes deno@2.9.6 task start");
  assertEquals(name({}), "deno task start");
  assertEquals(name({}, true), "hubbub");
});
