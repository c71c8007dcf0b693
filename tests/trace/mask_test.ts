import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Chatter } from "../support/chatter.ts";
import { connectTcp, connectUdp } from "../support/connect.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/test_server.ts";
import { maskSecrets } from "../../transports/trace/mask.ts";
import { openSocket } from "../web/socket.ts";

const SECRET = "correct horse battery";

const MASKED: readonly string[] = [
  `/register ${SECRET}`,
  `  /REGISTER  ${SECRET}`,
  `/identify ada ${SECRET}`,
  `/login ada ${SECRET}`,
  `/token ${SECRET}`,
  `/password ${SECRET}`,
  `/regsiter ${SECRET}`,
  `PASS ${SECRET}`,
  `Authorization: Bearer ${SECRET}`,
  `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${SECRET}\r\n\r\n`,
  ...["password", "token", "session", "cookie", "Password"].map((field) =>
    `{"name":"ada","${field}":"${SECRET}","msg":"hi"}`
  ),
  `{"p\\u0061ssword" : "${SECRET}"}`,
  `{"password":"a \\" ${SECRET}"}`,
  `{"name":"ada","password":"${SECRET}`,
  `{"password":["${SECRET}"],"msg":"hi"}`,
  `{"password":{"is":"${SECRET}"}}`,
  `{'name': 'ada', 'password': '${SECRET}'}`,
  `{"name":"ada","msg":"/register ${SECRET}"}`,
  `{"name":"ada","msg":"\\/register ${SECRET}"}`,
  `{"name":"ada","msg":"\\u002fidentify ada ${SECRET}"}`,
  JSON.stringify({ name: "server", msg: `This is no JSON: {"password":"${SECRET}"}` }),
  `/who\n/register ${SECRET}\nhello`,
];

for (const text of MASKED) {
  Deno.test(`masked: ${JSON.stringify(text)}`, () => {
    const masked = maskSecrets(text);
    assert(!masked.includes("horse"), masked);
    assert(masked.includes("***"), masked);
  });
}

Deno.test("what holds no secret is shown as it is", () => {
  const texts = [
    "hello, pass me the token please",
    "/msg bob my password is none of your business",
    "/nick ada",
    "/w bob hi",
    "/register",
    "//register is a command",
    '{"name":"ada","msg":"the word password, and a token"}',
    '{"name":"ada","msg":"/join #tea"}',
    "a\0b",
  ];
  for (const text of texts) assertEquals(maskSecrets(text), text);
});

Deno.test("a secret field is masked whatever the secret and what stands around it", () => {
  const field = fc.constantFrom("password", "token", "session", "cookie");
  fc.assert(
    fc.property(field, fc.string({ minLength: 1 }), fc.string(), (name, rest, msg) => {
      const secret = `s3cr3t${rest}`;
      const message = { name: "ada", msg, [name]: secret, id: "1" };
      const masked = maskSecrets(JSON.stringify(message));
      assert(!masked.includes("s3cr3t"), masked);
    }),
  );
});

socketTest("no dialect's trace shows a password, a token or a session", async () => {
  const flags = ["--tcp", "0", "--udp", "0", "--web", "0", "--trace", "--token", SECRET];
  await using server = await startTestServer(flags);
  const sessions: string[] = [];
  const origin = `http://localhost:${server.webPort}`;
  const socket = await openSocket(`ws://localhost:${server.webPort}/ws`, { origin });
  const json = {
    "json-lines": await connectTcp(server, "json-lines"),
    "frames-le": await connectTcp(server, "frames-le"),
    "frames-be": await connectTcp(server, "frames-be"),
    udp: await connectUdp(server, { goodbye: '{"msg":"/quit"}' }),
    websocket: socket,
  };
  for (const [name, connection] of Object.entries(json)) {
    const chatter = new Chatter(connection, "json");
    const welcome = await chatter.hello(name, { token: SECRET });
    sessions.push(String(welcome.session));
    await chatter.say("/register horse feathers");
    await chatter.until(({ msg }) => msg.includes("is yours now"));
    await connection.close();
  }
  const plain = await connectTcp(server, "plain");
  const typist = new Chatter(plain, "plain");
  for (
    const line of [`/token ${SECRET}`, "/register horse feathers", "/identify udp horse feathers"]
  ) {
    await typist.sendText(line);
    await typist.receive();
  }
  await plain.close();
  const response = await fetch(`${origin}/events?name=ear`, {
    headers: { Authorization: `Bearer ${SECRET}` },
  });
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  assert(server.traced.length > 20);
  for (const dialect of ["json-lines", "frames-le", "frames-be", "plain", "websocket", "events"]) {
    assert(server.traced.some((line) => line.includes(` ${dialect} `)), dialect);
  }
  for (const secret of ["horse", ...sessions]) {
    assertEquals(server.traced.filter((line) => line.includes(secret)), []);
  }
});

Deno.test("masking the largest hostile messages takes no longer than their length allows", () => {
  // Tried from each quote or line end to the end of the message, each would take half a minute.
  for (const piece of ['\\"', "\"\\'\\", "\n", '"a" ', "'"]) {
    const text = '"' + piece.repeat(65_000 / piece.length);
    assertEquals(maskSecrets(text), text);
  }
});
