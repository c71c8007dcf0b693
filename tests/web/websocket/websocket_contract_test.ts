import { testContract } from "../../transports/contract/contract.ts";
import { openSocket } from "../../support/peers/websocket_connection.ts";

testContract({
  name: "WebSocket",
  flags: ["--web", "0"],
  speech: "json",
  hasEnd: true,
  burst: 1000,
  connect: ({ webPort }) => openSocket(`ws://127.0.0.1:${webPort}/ws`),
});
