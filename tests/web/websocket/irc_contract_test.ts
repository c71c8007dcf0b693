import { testContract } from "../../transports/contract/contract.ts";
import { IRC } from "../../transports/contract/irc.ts";
import { IrcConnection } from "../../support/peers/irc_connection.ts";
import { openSocket } from "../../support/peers/websocket_connection.ts";

for (const protocol of ["text.ircv3.net", "binary.ircv3.net"]) {
  testContract({
    ...IRC,
    name: `websocket, ${protocol}`,
    flags: ["--web", "0"],
    connect: async ({ webPort }) => {
      const url = `ws://127.0.0.1:${webPort}/`;
      return new IrcConnection(await openSocket(url, {}, [protocol]));
    },
  });
}
