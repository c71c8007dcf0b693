import { connectTcp } from "../../support/peers/connect.ts";
import { IrcConnection } from "../../support/peers/irc_connection.ts";
import { testContract } from "./contract.ts";
import { IRC } from "./irc.ts";

testContract({
  ...IRC,
  name: "tcp, irc",
  flags: ["--tcp", "0"],
  connect: async (server) => new IrcConnection(await connectTcp(server, "plain")),
});
