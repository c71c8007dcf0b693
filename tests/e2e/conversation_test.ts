import { assertEquals, assertMatch } from "@std/assert";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { PYTHON } from "../support/programs/python.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { Program } from "../support/programs/program.ts";

const reason = missing(PROCESS_PERMISSIONS) ?? notInstalled("python3", "nc");

function python(script: string, ...args: string[]): Program {
  return new Program(PYTHON!, [`examples/python/${script}`, ...args]);
}

gatedTest(
  "Python over TCP, UDP and a Unix socket and nc over both hold one conversation",
  reason,
  async () => {
    await using server = new HubbubProcess();
    const tcp = `${await server.tcpPort()}`;
    const udp = `${await server.udpPort()}`;
    await using dog = python("tcp_little_endian.py", "狗哥alex", "127.0.0.1", tcp);
    await dog.line(/Welcome, 狗哥alex/);
    await using bea = python("tcp_big_endian.py", "bea", "127.0.0.1", tcp);
    await bea.line(/Welcome, bea/);
    await using ula = python("udp_chat.py", "ula", "127.0.0.1", udp);
    await ula.line(/Welcome, ula/);
    await using uma = python("unix_client.py", "uma", server.unixPath);
    await uma.line(/Welcome, uma/);
    await using cat = new Program("nc", ["127.0.0.1", tcp]);
    await cat.type("/nick cat");
    await cat.line(/is now cat/);
    await using dot = new Program("nc", ["-u", "127.0.0.1", udp]);
    await dot.type("/nick dot");
    await dot.line(/is now dot/);

    const everybody = new Map([["狗哥alex", dog], ["bea", bea], ["ula", ula], ["uma", uma], [
      "cat",
      cat,
    ], ["dot", dot]]);
    for (const [name, speaker] of everybody) {
      await speaker.type(`大家好, says ${name}`);
      for (const [other, hearer] of everybody) {
        if (other !== name) await hearer.line(new RegExp(`^${name}: 大家好, says ${name}$`));
      }
    }
    await dog.type("@uma 私聊");
    await uma.line(/^狗哥alex: 私聊$/);
    for (const [name, client] of everybody) {
      if (name === "dot") continue;
      await client.endInput();
      if (name === "cat") client.signal("SIGTERM");
      const { code, stderr } = await client.ended();
      if (name !== "cat") assertEquals([code, stderr], [0, ""], name);
    }
    await dot.line(/uma left #lobby/);
  },
);

gatedTest(
  "the dictionary of names finds peers whatever they are connected by",
  reason,
  async () => {
    await using server = new HubbubProcess();
    await using cat = new Program("nc", ["127.0.0.1", `${await server.tcpPort()}`]);
    await cat.type("/nick 瞎驴");
    await cat.line(/is now 瞎驴/);
    await using chooser = python(
      "name_dict.py",
      "chooser",
      "127.0.0.1",
      `${await server.udpPort()}`,
    );
    for (const line of ["echo", "hello", "q", "time", "%Y", "q", "瞎驴", "在吗"]) {
      await chooser.type(line);
    }
    await cat.line(/^chooser \(to you\): 在吗$/);
    await cat.type("/msg chooser 在");
    for (const line of ["q", "q"]) await chooser.type(line);
    const { code, stdout } = await chooser.ended();
    assertEquals(code, 0);
    assertMatch(stdout, /echo: HELLO[\s\S]*time: \d{4}\n[\s\S]*瞎驴: 在/);
  },
);

gatedTest("200 threads, each with a TCP connection, all hear one broadcast", reason, async () => {
  await using server = new HubbubProcess();
  await using crowd = python("crowd.py", "200", "127.0.0.1", `${await server.tcpPort()}`);
  const { code, stdout, stderr } = await crowd.ended();
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, "200 of 200 heard 大家好, all of you!");
});

gatedTest("frames that Python glues together or splits arrive one by one", reason, async () => {
  await using server = new HubbubProcess(["--trace"]);
  const tcp = `${await server.tcpPort()}`;
  await using bea = python("tcp_big_endian.py", "bea", "127.0.0.1", tcp);
  await bea.line(/Welcome, bea/);
  const script = `
import json, socket, struct
s = socket.create_connection(("127.0.0.1", ${tcp}))
def pack(text):
    body = json.dumps({"name": "glue", "msg": text}, ensure_ascii=False).encode("utf-8")
    return struct.pack("i", len(body)) + body
s.sendall(pack("一") + pack("二") + pack("三")[:7])
s.recv(1024)
s.sendall(pack("三")[7:])
s.shutdown(socket.SHUT_WR)
while s.recv(65535): pass
`;
  await using glue = new Program(PYTHON!, ["-c", script]);
  assertEquals((await glue.ended()).code, 0);
  await bea.line(/glue left/);
  assertEquals(bea.lines.filter((line) => line.startsWith("glue:")), [
    "glue: 一",
    "glue: 二",
    "glue: 三",
  ]);
  server.signal("SIGTERM");
  const { code, stderr } = await server.ended();
  assertEquals(code, 0);
  // The header as a learner wants to see it: its bytes and what they mean.
  assertMatch(stderr, /-> tcp \S+ frames-le \[1e 00 00 00 = 30\] \{"name": "glue", "msg": "一"\}/);
  assertMatch(stderr, /-> tcp \S+ frames-be \[00 00 00 0f = 15\] \{"name": "bea"\}/);
});
