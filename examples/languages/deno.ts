// deno-lint-ignore-file no-console -- what is heard goes to standard output
const conn = await Deno.connect({ hostname: Deno.args[0], port: Number(Deno.args[1]) });
await conn.write(new TextEncoder().encode('{"name":"deno","msg":"hello from Deno"}\n'));
let rest = "";
for await (const chunk of conn.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop()!;
  for (const { name, msg } of lines.map((line) => JSON.parse(line))) {
    console.log(`${name}: ${msg}`);
    if (msg === "bye") Deno.exit();
  }
}
