import { assert, assertEquals } from "@std/assert";
import { Capabilities } from "../../../protocol/irc/capabilities.ts";

const EARLY = { isRegistered: false };

function listed(capabilities: Capabilities, subcommand: string, argument = ""): string[] {
  const answer = capabilities.handle(subcommand, argument, EARLY);
  assert(answer.kind === "list");
  return answer.lines.flatMap((line) => line.split(" ")).filter((word) => word !== "");
}

Deno.test("values are for clients that know of them, and so is cap-notify without a request", () => {
  const old = new Capabilities();
  assert(listed(old, "LS").includes("sasl"));
  assertEquals(listed(old, "LIST"), []);
  const modern = new Capabilities();
  assert(listed(modern, "LS", "302").includes("sasl=PLAIN"));
  assertEquals(listed(modern, "LIST"), ["cap-notify"]);
});

Deno.test("all requests of a line are granted, or none", () => {
  const capabilities = new Capabilities();
  const reply = (names: string) => capabilities.handle("REQ", names, EARLY);
  const names = "batch  unheard-of";
  assertEquals(reply(names), { kind: "reply", subcommand: "NAK", names });
  assert(!capabilities.has("batch"));
  assertEquals(reply("batch sasl"), { kind: "reply", subcommand: "ACK", names: "batch sasl" });
  assertEquals(reply("-batch"), { kind: "reply", subcommand: "ACK", names: "-batch" });
  assertEquals(listed(capabilities, "LIST"), ["sasl"]);
});

Deno.test("a client that knows of values can't switch off the notices of changes", () => {
  const capabilities = new Capabilities();
  listed(capabilities, "LS", "302");
  assertEquals(capabilities.handle("REQ", "-cap-notify", EARLY).kind, "reply");
  assert(capabilities.has("cap-notify"));
});

Deno.test("a negotiation holds the registration from LS or REQ to END, and not later", () => {
  const capabilities = new Capabilities();
  listed(capabilities, "LIST");
  assert(!capabilities.isNegotiating);
  capabilities.handle("REQ", "batch", EARLY);
  assert(capabilities.isNegotiating);
  assertEquals(capabilities.handle("END", "", EARLY), { kind: "end" });
  assert(!capabilities.isNegotiating);
  capabilities.handle("REQ", "sasl", { isRegistered: true });
  assert(!capabilities.isNegotiating);
});

Deno.test("equal sets of capabilities have equal keys, however they came about", () => {
  const one = new Capabilities();
  one.handle("REQ", "sasl batch", EARLY);
  const other = new Capabilities();
  other.handle("REQ", "batch", EARLY);
  assert(one.key !== other.key);
  other.handle("REQ", "sasl", EARLY);
  assertEquals(one.key, other.key);
});

Deno.test("an unknown subcommand is told", () => {
  const answer = new Capabilities().handle("FOO", "", EARLY);
  assertEquals(answer, { kind: "unknown", subcommand: "FOO" });
});
