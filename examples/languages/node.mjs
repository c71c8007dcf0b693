// deno-lint-ignore-file no-console
import { connect } from "node:net";
import process from "node:process";
import { createInterface } from "node:readline";

const socket = connect({ host: process.argv[2], port: process.argv[3] });
socket.write('{"name":"node","msg":"hello from Node"}\n');
for await (const line of createInterface({ input: socket })) {
  const { name, msg } = JSON.parse(line);
  console.log(`${name}: ${msg}`);
  if (msg === "bye") process.exit();
}
