import type { Flag } from "../flag.ts";
import { PORT } from "./kinds.ts";

/** The flags for the listeners, the data folder, and the secrets that let peers in. */
export const LISTEN_FLAGS = {
  config: {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "TOML file with these flags as keys; --print-config writes one",
  },
  host: {
    kind: { type: "text", placeholder: "ADDRESS" },
    standard: "127.0.0.1",
    help: "address to listen on; 0.0.0.0 or :: for all",
  },
  tcp: { kind: PORT, standard: "9000", help: "TCP port" },
  udp: { kind: PORT, standard: "9000", help: "UDP port" },
  unix: {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "path of a Unix socket",
  },
  "unix-mode": {
    kind: { type: "mode" },
    standard: "0600",
    help: "mode of that socket: 0660 lets its group connect, 0666 all",
  },
  web: { kind: PORT, standard: "8080", help: "port of the page, WebSocket and HTTP" },
  "time-port": {
    kind: PORT,
    standard: "off",
    help: "UDP port that answers strftime formats with the time",
  },
  "echo-port": {
    kind: PORT,
    standard: "off",
    help: "TCP and UDP port that answers in upper case",
  },
  data: {
    kind: { type: "text", placeholder: "DIR" },
    standard: "./data",
    help: "folder for history, names and bans; off: in memory",
  },
  token: {
    kind: { type: "secret" },
    standard: "off",
    help: "secret that every hello must carry",
    isLive: true,
  },
  "token-file": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "file with that secret, which keeps it out of the process list",
    isLive: true,
  },
  "allow-origin": {
    kind: { type: "list", placeholder: "ORIGIN" },
    standard: "off",
    help: "site whose pages may use the web port too, like https://a.example; repeatable",
  },
  "trust-proxy": {
    kind: { type: "networks", placeholder: "CIDR" },
    standard: "off",
    help: "proxies that are believed about their clients' addresses; repeatable",
  },
  "proxy-protocol": {
    kind: { type: "choice", choices: ["optional", "required", "off"] },
    standard: "optional",
    help: "their PROXY header, on the TCP port",
  },
  "tls-cert": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "certificate chain (PEM): TLS for TCP and the web; SIGHUP reads it again",
    isLive: true,
  },
  "tls-key": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "its private key (PEM)",
    isLive: true,
  },
  "irc-sts-seconds": {
    kind: { type: "number", min: 0, max: 31_536_000, off: true },
    standard: "off",
    help: "IRC clients come by TLS alone for that time, once told (STS); 0 ends it",
  },
  "metrics-token": {
    kind: { type: "secret" },
    standard: "off",
    help: "lets who has it read /metrics from other machines",
    isLive: true,
  },
} as const satisfies Record<string, Flag>;
