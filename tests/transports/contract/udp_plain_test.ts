import { connectUdp } from "../../support/peers/connect.ts";
import { testContract } from "./contract.ts";

testContract({
  name: "udp, plain",
  flags: ["--udp", "0"],
  speech: "plain",
  hasEnd: false,
  burst: 50,
  connect: (server) => connectUdp(server, { goodbye: "/quit" }),
});
