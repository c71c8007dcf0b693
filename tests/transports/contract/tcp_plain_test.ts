import { connectTcp } from "../../support/peers/connect.ts";
import { testContract } from "./contract.ts";

testContract({
  name: "tcp, plain",
  flags: ["--tcp", "0"],
  speech: "plain",
  hasEnd: true,
  burst: 1_000,
  connect: (server) => connectTcp(server, "plain"),
});
