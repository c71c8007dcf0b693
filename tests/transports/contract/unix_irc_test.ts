import { connectUnix, temporaryPath } from "../../support/peers/connect.ts";
import { IrcConnection } from "../../support/peers/irc_connection.ts";
import { testContract } from "./contract.ts";
import { IRC } from "./irc.ts";

const path = temporaryPath("irc-contract.sock");

testContract({
  ...IRC,
  name: "unix, irc",
  flags: ["--unix", path],
  connect: async () => new IrcConnection(await connectUnix(path, "plain")),
});
