import { assertEquals, assertLess } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../../support/gate.ts";
import { TempFolder } from "../../support/files/temp_folder.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";

const MiB = 1024 ** 2;
const SIZE = 500 * MiB;
/** The growth of a client's memory that is allowed: far less than the file, and more than noise. */
const GROWTH_MAX_BYTES = 150 * MiB;
const LIBRARY = new URL("../../../client/mod.ts", import.meta.url).href;

const PROGRAM = `
  import { connect } from ${JSON.stringify(LIBRARY)};
  const peakKiB = () => Number(/VmHWM:\\s+(\\d+)/.exec(Deno.readTextFileSync("/proc/self/status"))[1]);
  const [url, path] = Deno.args;
  const client = await connect(url, { name: "ada" });
  await client.files.send({ name: "small", bytes: new Uint8Array(10) });
  const before = peakKiB();
  const source = await Deno.open(path);
  const { size } = await source.stat();
  const { file } = await client.files.send({ name: "large", size, bytes: source.readable });
  const { stream } = await client.files.get(file.id);
  let got = 0;
  for await (const bytes of stream) got += bytes.length;
  await client.close();
  console.log(JSON.stringify({ got, grownBytes: 1024 * (peakKiB() - before) }));
`;

const reason = Deno.build.os === "linux"
  ? missing(PROCESS_PERMISSIONS)
  : "needs /proc, which Linux has";

gatedTest(
  "a large file goes through a client without going through its memory",
  reason,
  async () => {
    await using folder = new TempFolder();
    const path = `${folder.path}/large`;
    await Deno.create(path).then(async (file) => {
      await file.truncate(SIZE);
      file.close();
    });
    const files = ["--web", "0", "--files", `${folder.path}/files`, "--files-free-min-bytes", "0"];
    const limit = ["--file-max-bytes", String(SIZE)];
    await using server = await startTestServer([...TCP_AND_UDP, ...files, ...limit]);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", PROGRAM, server.tcpUrl, path],
      cwd: new URL("../../../", import.meta.url),
      stderr: "inherit",
    }).output();
    const { got, grownBytes } = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(got, SIZE);
    assertLess(grownBytes, GROWTH_MAX_BYTES);
  },
);
