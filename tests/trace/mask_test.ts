import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ChatError } from "../../hub/mod.ts";
import { DATAGRAMS, leavesSecretOpen, maskSecrets } from "../../protocol/mod.ts";
import { CapturedLog } from "../support/server/captured_log.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";

const encoder = new TextEncoder();

function decoding(text: string) {
  const bytes = encoder.encode(text);
  return DATAGRAMS.decode(bytes, 0, bytes.length);
}

async function readAll(connection: Deno.Conn): Promise<Uint8Array> {
  const whole = await new Response(connection.readable).arrayBuffer();
  return new Uint8Array(whole);
}

const SECRET = "correct horse battery";

const FIELDS: readonly string[] = [
  ...[
    "password",
    "token",
    "session",
    "cookie",
    "Password",
    "pass",
    "pwd",
    "passwd",
    "user_password",
  ],
  ...[
    "secret",
    "client_secret",
    "api_key",
    "apikey",
    "apiKey",
    "X-API-Key",
    "auth",
    "authorization",
  ],
  ...["access_token", "refreshToken", "session_id", "private_key", "credentials", "jwt", "密码"],
];

const MASKED: readonly string[] = [
  `/register ${SECRET}`,
  `  /REGISTER  ${SECRET}`,
  `/identify ada ${SECRET}`,
  `/login ada ${SECRET}`,
  `/token ${SECRET}`,
  `/password ${SECRET}`,
  `/regsiter ${SECRET}`,
  `PASS ${SECRET}`,
  `AUTHENTICATE ${SECRET}`,
  `@label=1 REGISTER * * :${SECRET}`,
  `Authorization: Bearer ${SECRET}`,
  `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${SECRET}\r\n\r\n`,
  `{"name":"ada","password": ${SECRET}}`,
  `{name: "ada", password: "${SECRET}"}`,
  `{'name': 'ada', 'password': b'${SECRET}'}`,
  `{"name" => "ada", "password" => "${SECRET}"}`,
  `name: ada\npassword: ${SECRET}\nmsg: hi`,
  `name=ada&password=horse&msg=hi`,
  `GET /?password=horse HTTP/1.1\r\nHost: a\r\n\r\n`,
  `POST /login?a=b&API_KEY=horse HTTP/1.1\r\n`,
  `AUTH PLAIN horse`,
  ...FIELDS.map((field) => `{"name":"ada","${field}":"${SECRET}","msg":"hi"}`),
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

Deno.test("text without a secret is shown as it is", () => {
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
    "GET /?room=tea HTTP/1.1",
    '{"author":"ada","compass":17,"authored":true,"key":"temperature","pin":4}',
    "/msg bob the pass is closed: take the other road",
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

Deno.test("masking the largest hostile messages takes no longer than their length allows", () => {
  // Tried from each quote or line end to the end of the message, each would take half a minute.
  for (const piece of ['\\"', "\"\\'\\", "\n", '"a" ', "'", " ", "a:", "pass:,", "a='", "PASS"]) {
    const text = '"' + piece.repeat(65_000 / piece.length);
    assertEquals(maskSecrets(text), text);
  }
});

socketTest("no answer shows the value of a secret field", async () => {
  for (const field of ["password", "token", "session", "cookie"]) {
    for (const value of [12345678, ["12345678"], { is: 12345678 }, true, null]) {
      const text = JSON.stringify({ name: "q", [field]: value });
      const { message } = assertThrows(() => decoding(text), ChatError);
      assert(!message.includes("12345678") && !message.includes("seen"), message);
      assertMatch(
        message,
        new RegExp(`^"${field}" must be a string, but it is (?:an? \\w+|null): `),
      );
    }
  }
  const wrong = [
    '{"password":12345678 x}',
    '{"password":12345678',
    '{"name":"q","password":x12345678}',
    '{"password":"12345678","user":"q","text":"hi"}',
    "{'password':'12345678'}",
    "{password:'12345678'}",
    '[{"password":"12345678"}]',
    "password=12345678&name=q",
  ];
  for (const text of wrong) {
    const { message } = assertThrows(() => decoding(text), ChatError);
    assert(!message.includes("1234"), message);
  }
  const gbk = Uint8Array.of(...encoder.encode('{"pwd":"'), 0xc4, 0xe3, 0xba, 0xc3, 0x22, 0x7d);
  const { message } = assertThrows(() => DATAGRAMS.decode(gbk, 0, gbk.length), ChatError);
  assertEquals(message.includes("你好") || message.includes("c4 e3"), false, message);
  assertMatch(message, /looks like GBK at offset 8, within a secret/);
  await using server = await startTestServer(["--web", "0"]);
  const response = await fetch(`http://localhost:${server.webPort}/messages`, {
    method: "POST",
    body: '{"name":"q","msg":"hi","password":12345678}',
  });
  assertEquals(response.status, 400);
  assert(!(await response.text()).includes("1234"));
});

const OPENINGS: readonly [opening: string, seen: string][] = [
  ["GET /?password=IRCpw34 HTTP/1.1\r\n\r\n", "GET /?password=*** HTTP/1.1"],
];

for (const [opening, seen] of OPENINGS) {
  socketTest(`the log and the answer show ${seen} of another protocol's client`, async () => {
    using log = new CapturedLog();
    await using server = await startTestServer(["--tcp", "0"]);
    const peer = await Deno.connect({ port: server.tcpPort, hostname: "localhost" });
    await peer.write(encoder.encode(opening));
    const answer = new TextDecoder().decode(await readAll(peer));
    const lines = log.linesOf("accept").join("\n");
    assertStringIncludes(lines, `(seen: “${seen}”)`);
    assert(!`${answer}${lines}`.includes("IRCpw34"), answer + lines);
  });
}

Deno.test("only the end of a long text is searched for a secret that is left open", () => {
  const long = `{"name":"ada","msg":"${"a='".repeat(20_000)}`;
  assert(!leavesSecretOpen(long));
  assert(leavesSecretOpen(`${long}","password":"horse`));
  const { message } = assertThrows(() => decoding(`${long}","password":horse}`), ChatError);
  assert(!message.includes("horse"), message);
});
