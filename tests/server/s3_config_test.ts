import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { configOf, type FilesPlace, parseConfig, UsageError } from "../../server/config/mod.ts";

const KEY = ["--s3-access-key-id", "AKIA", "--s3-secret-access-key", "sesame"];

function placeOf(args: readonly string[], env: Record<string, string> = {}): FilesPlace {
  const invocation = parseConfig(["--data", "d", ...args], env);
  if (invocation.kind !== "start") throw new Error(invocation.kind);
  return invocation.config.files!.place;
}

function s3Of(args: readonly string[], env: Record<string, string> = {}) {
  const place = placeOf(args, env);
  if (place.kind !== "s3") throw new Error(place.kind);
  return place;
}

Deno.test("a bucket of AWS needs its address and a key", () => {
  const { settings, credentials } = s3Of(["--files", "s3://chat/my/files", ...KEY]);
  const { bucket, prefix, endpoint, region, isPathStyle } = settings;
  assertEquals([bucket, prefix], ["chat", "my/files/"]);
  assertEquals([endpoint, region, isPathStyle], [undefined, "us-east-1", false]);
  assertEquals(credentials, { accessKeyId: "AKIA", secretAccessKey: "sesame" });
});

Deno.test("another server has the bucket in the path, unless that is switched off", () => {
  const flags = ["--files", "s3://chat", ...KEY, "--s3-endpoint", "http://minio:9000/"];
  const { endpoint, isPathStyle, prefix } = s3Of(flags).settings;
  assertEquals([endpoint, isPathStyle, prefix], ["http://minio:9000", true, ""]);
  assertEquals(s3Of([...flags, "--s3-path-style", "off"]).settings.isPathStyle, false);
});

Deno.test("AWS's variables count behind flags, and only with a bucket", () => {
  const env = {
    AWS_ACCESS_KEY_ID: "ASIA",
    AWS_SECRET_ACCESS_KEY: "open",
    AWS_SESSION_TOKEN: "now",
    AWS_REGION: "eu-central-1",
    AWS_ENDPOINT_URL: "http://minio:9000",
  };
  const bucket = ["--files", "s3://chat"];
  const { settings, credentials } = s3Of(bucket, env);
  assertEquals([settings.region, settings.endpoint], ["eu-central-1", "http://minio:9000"]);
  const given = { accessKeyId: "ASIA", secretAccessKey: "open", sessionToken: "now" };
  assertEquals(credentials, given);
  // Parts of two keys are none.
  assertEquals(s3Of([...bucket, ...KEY], env).credentials, {
    accessKeyId: "AKIA",
    secretAccessKey: "sesame",
  });
  assertEquals(s3Of([...bucket, "--s3-credentials", "key"], env).credentials, { path: "key" });
  assertEquals(s3Of([...bucket, "--s3-region", "here"], env).settings.region, "here");
  assertEquals(placeOf([], env), { kind: "folder", path: "d/files" });
  const invocation = parseConfig([], env);
  assertEquals(invocation.kind === "start" && invocation.config.given.size, 0);
});

Deno.test("files that come in parts stay among the files, or in the data folder", () => {
  const partialsOf = (...args: string[]) => configOf(args).files?.partialsPath;
  assertEquals(partialsOf("--data", "d"), "d/files/partial");
  assertEquals(partialsOf("--data", "d", "--files", "s3://chat", ...KEY), "d/partial");
  const elsewhere = ["--data", "off", "--files", "s3://chat", ...KEY, "--partial-uploads", "p"];
  assertEquals(partialsOf(...elsewhere), "p");
});

const WRONG: [sentence: RegExp, ...flags: string[]][] = [
  [/a bucket like s3:\/\/bucket\/prefix/, "--files", "s3://", ...KEY],
  [/a bucket like/, "--files", "s3://chat/a b", ...KEY],
  [/a bucket like/, "--files", "s3://chat/../secret", ...KEY],
  [/need a key/, "--files", "s3://chat"],
  [/need a key/, "--files", "s3://chat", "--s3-access-key-id", "AKIA"],
  [/--partial-uploads/, "--files", "s3://chat", ...KEY, "--data", "off"],
];

for (const [sentence, ...flags] of WRONG) {
  Deno.test(`${flags.join(" ")} is refused with a sentence`, () => {
    const { message } = assertThrows(() => placeOf(flags), UsageError);
    assertMatch(message, sentence);
  });
}
