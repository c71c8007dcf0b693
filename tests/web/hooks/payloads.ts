/** A request as a tool sends it, written after the tool's own documents. */
export interface ToolRequest {
  readonly tool: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The name under which the hub says it, where the hook's own is `alerts`. */
  readonly name: string;
  readonly msg: string;
}

const JSON_TYPE = { "Content-Type": "application/json" };

/** See https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/configure-slack/. */
const GRAFANA_SLACK: ToolRequest = {
  tool: "Grafana's Slack contact point",
  headers: { ...JSON_TYPE, "User-Agent": "Grafana" },
  name: "Grafana",
  msg:
    "[FIRING:1] High load (web-1) (https://grafana.example/alerting/list)\n**Firing**\n\nValue: B=97",
  body: JSON.stringify({
    channel: "#alerts",
    username: "Grafana",
    icon_emoji: "",
    attachments: [{
      title: "[FIRING:1] High load (web-1)",
      title_link: "https://grafana.example/alerting/list",
      text: "**Firing**\n\nValue: B=97",
      fallback: "[FIRING:1] High load (web-1)",
      footer: "Grafana v11.2.0",
      footer_icon: "https://grafana.com/static/assets/img/fav32.png",
      color: "#D63232",
      ts: 1_764_201_600,
      mrkdwn_in: ["pretext"],
    }],
  }),
};

const ALERTS = [
  {
    status: "firing",
    labels: { alertname: "DiskFull", severity: "critical", instance: "db-1:9100", job: "node" },
    annotations: { summary: "Only 2 % are free on /var", runbook_url: "https://wiki.example/disk" },
    startsAt: "2026-11-27T04:00:00Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus.example/graph?g0.expr=x",
    fingerprint: "c0ffee",
  },
  {
    status: "resolved",
    labels: { alertname: "HighLoad" },
    annotations: {},
    startsAt: "2026-11-27T03:00:00Z",
    endsAt: "2026-11-27T04:00:00Z",
  },
];

const ALERT_LINES = [
  "[FIRING] DiskFull (severity critical, instance db-1:9100, job node): Only 2 % are free on /var",
  "[RESOLVED] HighLoad",
];

/** See https://prometheus.io/docs/alerting/latest/configuration/#webhook_config. */
const ALERTMANAGER: ToolRequest = {
  tool: "Alertmanager's webhook",
  headers: { ...JSON_TYPE, "User-Agent": "Alertmanager/0.27.0" },
  name: "alerts",
  msg: [...ALERT_LINES, "http://alertmanager.example:9093"].join("\n"),
  body: JSON.stringify({
    version: "4",
    groupKey: '{}:{alertname="DiskFull"}',
    truncatedAlerts: 0,
    status: "firing",
    receiver: "hubbub",
    groupLabels: { alertname: "DiskFull" },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "http://alertmanager.example:9093",
    alerts: ALERTS,
  }),
};

/** See https://prometheus.io/docs/alerting/latest/configuration/#slack_config. */
const ALERTMANAGER_SLACK: ToolRequest = {
  tool: "Alertmanager's Slack receiver",
  headers: JSON_TYPE,
  name: "Alertmanager",
  msg:
    "[FIRING:1] DiskFull (http://alertmanager.example/#/alerts?receiver=hubbub)\nseverity: critical\nteam: db",
  body: JSON.stringify({
    channel: "#alerts",
    username: "Alertmanager",
    attachments: [{
      title: "[FIRING:1] DiskFull",
      title_link: "http://alertmanager.example/#/alerts?receiver=hubbub",
      text: "",
      fallback: "[FIRING:1] DiskFull | http://alertmanager.example",
      fields: [
        { title: "severity", value: "critical", short: true },
        { title: "team", value: "db", short: true },
      ],
      callback_id: "",
      footer: "",
      color: "danger",
      mrkdwn_in: ["fallback", "pretext", "text"],
    }],
  }),
};

/** See https://docs.gitlab.com/user/project/integrations/gitlab_slack_application/ and the Slack notifications before it. */
const GITLAB: ToolRequest = {
  tool: "GitLab's Slack notifications",
  headers: JSON_TYPE,
  name: "GitLab",
  msg: [
    "Ada pushed to branch main (https://gitlab.example/ada/engine/commits/main) of Ada / Engine (https://gitlab.example/ada/engine) (Compare changes (https://gitlab.example/ada/engine/compare/a...b))",
    "b0b0b0b0 (https://gitlab.example/ada/engine/-/commit/b0b0b0b0): Fix <loop> & test - Ada",
  ].join("\n"),
  body: JSON.stringify({
    text:
      "Ada pushed to branch <https://gitlab.example/ada/engine/commits/main|main> of <https://gitlab.example/ada/engine|Ada / Engine> (<https://gitlab.example/ada/engine/compare/a...b|Compare changes>)",
    username: "GitLab",
    channel: "#ci",
    attachments: [{
      text:
        "<https://gitlab.example/ada/engine/-/commit/b0b0b0b0|b0b0b0b0>: Fix &lt;loop&gt; &amp; test - Ada",
      color: "#345",
    }],
  }),
};

const JENKINS_PAYLOAD = {
  channel: "#builds",
  username: "jenkins",
  attachments: [{
    fallback: "engine - #7 Failure after 2 min (<https://jenkins.example/job/engine/7/|Open>)",
    color: "danger",
    mrkdwn_in: ["pretext", "text", "fields"],
    fields: [{
      title: "engine - #7 Failure",
      value: "after 2 min (<https://jenkins.example/job/engine/7/|Open>)",
      short: false,
    }],
  }],
};

/** The plugin's base URL is http://hub:8080/hooks/ and its token that of the hook (https://plugins.jenkins.io/slack/). */
const JENKINS: ToolRequest = {
  tool: "Jenkins' Slack plugin",
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  name: "jenkins",
  msg: "engine - #7 Failure: after 2 min (Open (https://jenkins.example/job/engine/7/))",
  body: new URLSearchParams({ payload: JSON.stringify(JENKINS_PAYLOAD) }).toString(),
};

/** See https://github.com/louislam/uptime-kuma/wiki/Notification-Methods: the type Slack. */
const UPTIME_KUMA: ToolRequest = {
  tool: "Uptime Kuma's Slack notification",
  headers: JSON_TYPE,
  name: "Uptime Kuma",
  msg: [
    "[Shop] [🔴 Down] connect ECONNREFUSED 192.0.2.7:443",
    "Uptime Kuma Alert",
    "*Message*\n🔴 Down",
    "*Time (UTC)*\n2026-11-27 04:00:00",
  ].join("\n"),
  body: JSON.stringify({
    text: "[Shop] [🔴 Down] connect ECONNREFUSED 192.0.2.7:443",
    channel: "#uptime",
    username: "Uptime Kuma",
    icon_emoji: ":chart:",
    attachments: [{
      color: "#e01e5a",
      blocks: [
        {
          type: "header",
          text: { type: "plain_text", text: "Uptime Kuma Alert" },
        },
        {
          type: "section",
          fields: [
            { type: "mrkdwn", text: "*Message*\n🔴 Down" },
            { type: "mrkdwn", text: "*Time (UTC)*\n2026-11-27 04:00:00" },
          ],
        },
        {
          type: "actions",
          elements: [{ type: "button", url: "https://kuma.example/dashboard/1" }],
        },
      ],
    }],
  }),
};

/** See https://docs.github.com/en/webhooks/webhook-events-and-payloads#push. */
const GITHUB: ToolRequest = {
  tool: "GitHub's webhook",
  headers: { ...JSON_TYPE, "X-GitHub-Event": "push", "User-Agent": "GitHub-Hookshot/044aadd" },
  name: "alerts",
  msg:
    "[ada/engine] ada pushed 1 commit to main (https://github.example/ada/engine/compare/a...b)\nb0b0b0b Fix the loop",
  body: JSON.stringify({
    ref: "refs/heads/main",
    before: "a0a0a0a0a0",
    after: "b0b0b0b0b0",
    repository: { id: 1, full_name: "ada/engine" },
    pusher: { name: "ada", email: "ada@example.org" },
    sender: { login: "ada", id: 1 },
    compare: "https://github.example/ada/engine/compare/a...b",
    commits: [{
      id: "b0b0b0b0b0",
      message: "Fix the loop\n\nIt ran twice.",
      author: { name: "Ada" },
    }],
  }),
};

/** The requests of the tools that speak Slack's form, or one that is cheap to read. */
export const TOOL_REQUESTS: readonly ToolRequest[] = [
  GRAFANA_SLACK,
  ALERTMANAGER,
  ALERTMANAGER_SLACK,
  GITLAB,
  JENKINS,
  UPTIME_KUMA,
  GITHUB,
];
