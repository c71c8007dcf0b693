import { joinTexts, type JsonObject, objectOf, objectsOf, textOf } from "./json_value.ts";
import { readableText } from "./readable_text.ts";

/** Most alerts that a message shows. */
const SHOWN_MAX = 20;

/** True for the form of Alertmanager's webhooks, which Grafana's webhooks have, too. */
export function isAlerts(payload: JsonObject): boolean {
  return Array.isArray(payload.alerts);
}

/**
 * Returns a line for each alert (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).
 */
export function alertsText(payload: JsonObject): string {
  const alerts = objectsOf(payload.alerts, SHOWN_MAX);
  const count = Array.isArray(payload.alerts) ? payload.alerts.length : 0;
  if (count === 0) return `[${stateOf(textOf(payload.status))}] no alerts`;
  const more = count > alerts.length ? `… and ${count - alerts.length} more` : "";
  return joinTexts([
    ...alerts.map((alert) => alertText(alert, textOf(payload.status))),
    more,
    textOf(payload.externalURL),
  ], "\n");
}

function alertText(alert: JsonObject, status: string): string {
  const labels = objectOf(alert.labels) ?? {};
  const annotations = objectOf(alert.annotations) ?? {};
  const state = stateOf(textOf(alert.status) || status);
  const said = ["summary", "description", "message"].map((name) => textOf(annotations[name]))
    .find((text) => text !== "") ?? "";
  const facts = ["severity", "instance", "job"].filter((name) => textOf(labels[name]) !== "")
    .map((name) => `${name} ${textOf(labels[name])}`).join(", ");
  const name = textOf(labels.alertname) || "an alert";
  const head = `[${state}] ${name}${facts === "" ? "" : ` (${facts})`}`;
  return said === "" ? head : `${head}: ${readableText(said)}`;
}

/** Returns the state as it is shown. A payload that somebody has written by hand may lack it. */
function stateOf(status: string): string {
  return (status || "firing").toUpperCase();
}
