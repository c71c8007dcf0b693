import { connectUdp } from "../../support/peers/connect.ts";
import { testContract } from "./contract.ts";

testContract({
  name: "udp, json",
  flags: ["--udp", "0"],
  speech: "json",
  hasEnd: false,
  burst: 50,
  connect: (server) => connectUdp(server, { goodbye: '{"msg":"/quit"}' }),
});
