import { connectTcp } from "../../support/peers/connect.ts";
import { testContract } from "./contract.ts";

testContract({
  name: "tcp, json-lines",
  flags: ["--tcp", "0"],
  speech: "json",
  hasEnd: true,
  burst: 1_000,
  connect: (server) => connectTcp(server, "json-lines"),
});
