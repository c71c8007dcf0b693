import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { s3CredentialsOf } from "../../server/s3_credentials.ts";
import { configOf } from "../../server/config/mod.ts";
import { StoreError } from "../../store/mod.ts";
import { gatedTest, missing } from "../support/gate.ts";

const reason = missing(["read", "write"]);
const KEY = "aws_access_key_id = AKIA\naws_secret_access_key = ses=ame/+\n";

/** Returns the key that a file with a text has. */
async function keyOf(text: string) {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    return credentialsAt(path);
  } finally {
    await Deno.remove(path);
  }
}

function credentialsAt(path: string) {
  const flags = ["--data", "d", "--files", "s3://chat", "--s3-credentials", path];
  const place = configOf(flags).files!.place;
  if (place.kind !== "s3") throw new Error(place.kind);
  return s3CredentialsOf(place);
}

gatedTest(
  "a file with a key may have profiles, of which the default one counts",
  reason,
  async () => {
    const wanted = { accessKeyId: "AKIA", secretAccessKey: "ses=ame/+" };
    const other = "[other]\naws_access_key_id = EVE\naws_secret_access_key = no\n";
    assertEquals(await keyOf(KEY), wanted);
    assertEquals(await keyOf(`[default]\r\n${KEY.replaceAll("\n", "\r\n")}`), wanted);
    assertEquals(await keyOf(`${other}[default]\n# mine\n${KEY}region = here\n`), wanted);
    assertEquals(await keyOf(`${KEY}${other}`), wanted);
    assertEquals(await keyOf(`${KEY}aws_session_token=now\n`), { ...wanted, sessionToken: "now" });
  },
);

gatedTest("a file without a key, or no file, is refused with a sentence", reason, async () => {
  for (const text of ["", "[other]\n" + KEY, "aws_access_key_id = AKIA\n"]) {
    const message = await keyOf(text).then(() => "a key", ({ message }) => message);
    assertMatch(message, / has no key for S3: it needs the lines "aws_access_key_id = …" and /);
  }
  const { message } = assertThrows(() => credentialsAt("/nowhere/s3.key"), StoreError);
  assertMatch(message, /^The file with the key for S3, \/nowhere\/s3\.key, can't be read: /);
});
