/** A server with bugs: commands of peers decide how it throws. Prints its TCP port. */
import { parseConfig } from "../../server/config/mod.ts";
import { setUpLogging } from "../../server/program/logging.ts";
import { startServer } from "../../server/server.ts";
import { defend } from "../../transports/mod.ts";

const print = (stream: typeof Deno.stdout, line: string) => {
  stream.writeSync(new TextEncoder().encode(`${line}\n`));
};
const invocation = parseConfig(
  ["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off", "--rate", "off"],
  {},
);
if (invocation.kind !== "start") throw new Error(invocation.kind);
setUpLogging(invocation.config, {
  isTerminal: false,
  write: (line) => print(Deno.stderr, line.trimEnd()),
});
const server = await startServer(invocation.config);
const { hub, bugs } = server.context;
const onFatal = (sentence: string) => {
  print(Deno.stdout, sentence);
  Deno.exit(1);
};
defend({ bugs, onFatal });

const handle = hub.handle.bind(hub);
hub.handle = (member, message, nowMs) => {
  switch (message.msg) {
    case "/throw at once":
      throw new Error("bug at once");
    case "/throw in a microtask":
      return queueMicrotask(() => {
        throw new Error("bug in a microtask");
      });
    case "/reject":
      Promise.reject(new Error("bug in a promise"));
      return;
    case "/throw in a timer":
      setTimeout(() => {
        throw new Error("bug in a timer");
      });
      return;
    case "/storm":
      for (let i = 0; i < 1_000; i++) {
        setTimeout(() => {
          throw new Error("bug of a storm");
        });
      }
      return;
    case "/memory":
      queueMicrotask(() => {
        throw new RangeError("Array buffer allocation failed");
      });
      return;
    default:
      handle(member, message, nowMs);
  }
};
print(Deno.stdout, `${server.ports.tcp}`);
