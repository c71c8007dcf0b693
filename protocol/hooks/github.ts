import { joinTexts, type JsonObject, objectOf, objectsOf, textOf } from "./json_value.ts";

/** Most commits that a message shows. */
const COMMITS_MAX = 5;

/** The field of an event that holds the thing which it is about. */
const SUBJECTS: Readonly<Record<string, string>> = {
  check_run: "check_run",
  discussion: "discussion",
  issue_comment: "issue",
  issues: "issue",
  pull_request: "pull_request",
  pull_request_review: "pull_request",
  release: "release",
  workflow_run: "workflow_run",
};

/**
 * Returns the text for an event of GitHub
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
 *
 * @param event The header `X-GitHub-Event`.
 */
export function githubText(event: string, payload: JsonObject): string {
  const repository = textOf(objectOf(payload.repository)?.full_name);
  const sender = textOf(objectOf(payload.sender)?.login);
  const place = repository === "" ? "" : `[${repository}]`;
  return joinTexts([place, sentenceOf(event, payload, sender)], " ");
}

function sentenceOf(event: string, payload: JsonObject, sender: string): string {
  if (event === "ping") return joinTexts(["GitHub says:", textOf(payload.zen)], " ");
  if (event === "push") return pushText(payload, sender);
  const words = event.slice(0, 64).replaceAll("_", " ");
  const subject = objectOf(payload[SUBJECTS[event] ?? ""]) ?? {};
  const number = textOf(subject.number);
  const title = textOf(subject.title) || textOf(subject.name) || textOf(subject.tag_name);
  const state = textOf(subject.conclusion);
  const comment = textOf((objectOf(payload.comment) ?? objectOf(payload.review))?.body);
  const url = textOf((objectOf(payload.comment) ?? objectOf(payload.review))?.html_url) ||
    textOf(subject.html_url);
  const head = joinTexts([
    words,
    number === "" ? "" : `#${number}`,
    state || textOf(payload.action),
    sender === "" ? "" : `by ${sender}`,
  ], " ");
  const sentence = joinTexts([head, title], ": ");
  return joinTexts([joinTexts([sentence, url === "" ? "" : `(${url})`], " "), comment], "\n");
}

function pushText(payload: JsonObject, sender: string): string {
  const ref = textOf(payload.ref).replace(/^refs\/(?:heads|tags)\//, "");
  const pusher = sender || textOf(objectOf(payload.pusher)?.name) || "somebody";
  if (payload.deleted === true) return `${pusher} deleted ${ref}`;
  const all = Array.isArray(payload.commits) ? payload.commits.length : 0;
  const commits = objectsOf(payload.commits, COMMITS_MAX).map((commit) =>
    `${textOf(commit.id).slice(0, 7)} ${textOf(commit.message).split("\n", 1)[0]}`
  );
  const compare = textOf(payload.compare);
  const head = `${pusher} pushed ${all} commit${all === 1 ? "" : "s"} to ${ref}`;
  return joinTexts([
    joinTexts([head, compare === "" ? "" : `(${compare})`], " "),
    ...commits,
    all > commits.length ? `… and ${all - commits.length} more` : "",
  ], "\n");
}
