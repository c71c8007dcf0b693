import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ChatError, type ErrorCode } from "../../../hub/mod.ts";
import { HOOK_TEXT_MAX_CHARS, readHookMessage } from "../../../protocol/mod.ts";

const encoder = new TextEncoder();

function read(payload: unknown, githubEvent?: string) {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return readHookMessage(encoder.encode(text), { githubEvent });
}

function refusal(body: string | Uint8Array): ErrorCode {
  const bytes = typeof body === "string" ? encoder.encode(body) : body;
  return assertThrows(() => readHookMessage(bytes), ChatError).code;
}

Deno.test("a text is said as it is", () => {
  assertEquals(read("backup done, 3 GB\n"), { text: "backup done, 3 GB" });
  assertEquals(read("a <https://a.example|link> stays"), {
    text: "a <https://a.example|link> stays",
  });
});

Deno.test("Slack's form has a text, a name and attachments", () => {
  assertEquals(
    read({
      text: "Deployed <https://git.example/c/1|1234567>",
      username: " Deploy bot ",
      channel: "#elsewhere",
      icon_emoji: ":rocket:",
      attachments: [
        {
          fallback: "not shown",
          pretext: "before",
          title: "Title",
          title_link: "https://a.example",
          text: "the &lt;text&gt;",
          fields: [{ title: "Env", value: "prod", short: true }, { value: "alone" }, 7, null],
        },
        { fallback: "only a fallback" },
      ],
    }),
    {
      username: "Deploy bot",
      text: [
        "Deployed 1234567 (https://git.example/c/1)",
        "before",
        "Title (https://a.example)",
        "the <text>",
        "Env: prod",
        "alone",
        "only a fallback",
      ].join("\n"),
    },
  );
});

Deno.test("blocks stand in place of the text", () => {
  const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
  assertEquals(
    read({
      text: "for notifications alone",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Head &amp; foot" } },
        { type: "divider" },
        {
          type: "section",
          text: mrkdwn("*A* <https://a.example|b>"),
          fields: [mrkdwn("f &amp; g")],
        },
        { type: "context", elements: [mrkdwn("by"), { type: "image", alt_text: "ada" }] },
        { type: "image", alt_text: "a plot", title: { type: "plain_text", text: "Load" } },
        { type: "actions", elements: [{ type: "button", text: mrkdwn("no") }] },
        {
          type: "rich_text",
          elements: [
            {
              type: "rich_text_section",
              elements: [
                { type: "text", text: "see " },
                { type: "link", url: "https://c.example", text: "this" },
                { type: "emoji", name: "wave" },
              ],
            },
            {
              type: "rich_text_list",
              elements: [
                { type: "rich_text_section", elements: [{ type: "text", text: "one" }] },
                { type: "rich_text_section", elements: [{ type: "text", text: "two" }] },
              ],
            },
          ],
        },
      ],
    }).text,
    [
      "Head &amp; foot",
      "*A* b (https://a.example)",
      "f & g",
      "by ada",
      "Load: a plot",
      "see this https://c.example:wave:",
      "one",
      "two",
    ].join("\n"),
  );
});

Deno.test("the text's other names are read, and a form's payload", () => {
  assertEquals(read({ content: "Discord's", username: "Captain" }), {
    text: "Discord's",
    username: "Captain",
  });
  assertEquals(read({ msg: "Uptime Kuma's", heartbeat: null }), { text: "Uptime Kuma's" });
  const form = `payload=${encodeURIComponent('{"text":"a & b"}')}&unused=1`;
  assertEquals(read(form), { text: "a & b" });
});

Deno.test("a request without a text, or that can't be read, is refused", () => {
  for (const body of ["", "  \n", "{}", '{"text":7.5e400}', '{"attachments":[{}]}', "payload="]) {
    const code = refusal(body);
    assert(["empty-message", "not-json"].includes(code), `${body}: ${code}`);
  }
  assertEquals(refusal('{"text":"cut o'), "not-json");
  assertEquals(refusal("payload=[]"), "json-not-object");
  assertEquals(refusal(Uint8Array.of(0xff, 0xfe, 0x61)), "not-utf8");
});

Deno.test("a long text is cut, and no character of it in two", () => {
  const { text } = read(`x${"😀".repeat(HOOK_TEXT_MAX_CHARS)}`);
  assert(text.length <= HOOK_TEXT_MAX_CHARS && text.endsWith("😀…") && text.isWellFormed());
});

Deno.test("GitHub's events become a sentence", () => {
  const repository = { full_name: "ada/engine" };
  const sender = { login: "ada" };
  const push = {
    ref: "refs/heads/main",
    compare: "https://github.example/compare/1",
    commits: Array.from(
      { length: 7 },
      (_, i) => ({ id: `abcdef${i}99`, message: `Step ${i}\n\nmore` }),
    ),
    repository,
    sender,
  };
  const { text } = read(push, "push");
  assertStringIncludes(text, "[ada/engine] ada pushed 7 commits to main (https://github.example/");
  assertStringIncludes(text, "\nabcdef0 Step 0\n");
  assertStringIncludes(text, "… and 2 more");
  const pull = {
    action: "opened",
    pull_request: { number: 7, title: "Add a loop", html_url: "https://github.example/7" },
    repository,
    sender,
  };
  assertEquals(
    read(pull, "pull_request").text,
    "[ada/engine] pull request #7 opened by ada: Add a loop (https://github.example/7)",
  );
  const issue = { number: 3, title: "It stops", html_url: "https://github.example/3" };
  const comment = { body: "Me, too.", html_url: "https://github.example/3#1" };
  assertEquals(
    read({ action: "created", issue, comment, repository, sender }, "issue_comment").text,
    "[ada/engine] issue comment #3 created by ada: It stops (https://github.example/3#1)\nMe, too.",
  );
  const run = { name: "CI", conclusion: "failure", html_url: "https://github.example/run" };
  assertEquals(
    read({ action: "completed", workflow_run: run, repository, sender }, "workflow_run").text,
    "[ada/engine] workflow run failure by ada: CI (https://github.example/run)",
  );
  assertEquals(
    read({ zen: "Design for failure.", repository }, "ping").text,
    "[ada/engine] GitHub says: Design for failure.",
  );
  assertEquals(read({ ref: "refs/tags/v1", deleted: true, sender }, "push").text, "ada deleted v1");
  assertEquals(
    read({ action: "started", sender, repository }, "watch").text,
    "[ada/engine] watch started by ada",
  );
});

Deno.test("no JSON makes the reader fail with anything but a refusal", () => {
  const forms = fc.record({
    text: fc.jsonValue(),
    blocks: fc.jsonValue(),
    attachments: fc.array(fc.record({ fields: fc.jsonValue(), blocks: fc.jsonValue() })),
    alerts: fc.jsonValue(),
    status: fc.jsonValue(),
    username: fc.jsonValue(),
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(
      fc.oneof(forms, fc.jsonValue()),
      fc.constantFrom(undefined, "push", "issues", "__proto__"),
      (value, event) => {
        try {
          assert(read(value, event).text.length <= HOOK_TEXT_MAX_CHARS);
        } catch (error) {
          assert(error instanceof ChatError, String(error));
        }
      },
    ),
  );
});

Deno.test("alerts without a status, or none at all, are said", () => {
  assertEquals(read({ alerts: [{ labels: { alertname: "DiskFull" } }] }).text, "[FIRING] DiskFull");
  assertEquals(read({ status: "resolved", alerts: [] }).text, "[RESOLVED] no alerts");
});
