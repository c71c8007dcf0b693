import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { countOne } from "../../counters.ts";
import type { WebClient } from "../../proxies/web_client.ts";
import { answer, answerError } from "../http/answer.ts";
import { serveEvents } from "./event_stream.ts";
import { getHealth, getReadiness } from "./health.ts";
import { type Exchange, type Handler, methodNotAllowed } from "./exchange.ts";
import { fileRoutesOf } from "./files/file_routes.ts";
import { TUS_PATH, tusCapabilities } from "./files/tus/tus.ts";
import { asHttpError, HttpError } from "../http/http_error.ts";
import { HOOKS_PATH, postHook } from "./hooks.ts";
import { getPeers, getRooms } from "./lists.ts";
import { getMessages, postMessage } from "./messages.ts";
import { getSearch } from "./search.ts";
import { getPageFile, isPageFile } from "./page.ts";
import { type ParsedRequest, parseRequest } from "../http/parsed_request.ts";
import { type WebContext, WEBSOCKET_PATH } from "../web_context.ts";

/** Chat over HTTP, by path and method. Rates, tokens and origins are checked before. */
const API: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  "/messages": {
    GET: ({ response, parsed, web }) => getMessages(response, parsed, web),
    POST: ({ request, response, parsed, web }) => postMessage(request, response, parsed, web),
  },
  "/events": { GET: ({ response, parsed, web }) => serveEvents(response, parsed, web) },
  "/peers": { GET: ({ response, parsed, web }) => getPeers(response, parsed, web) },
  "/search": { GET: ({ response, parsed, web }) => getSearch(response, parsed, web) },
  "/rooms": { GET: ({ response, web }) => getRooms(response, web) },
};

/** The headers that pages of the operator's list may send, and those that they may read. */
const ALLOWED_HEADERS = [
  "Authorization, Content-Type, Hub-Session, Last-Event-ID, Tus-Resumable",
  "Upload-Length, Upload-Metadata, Upload-Offset, X-HTTP-Method-Override",
].join(", ");
const EXPOSED_HEADERS = [
  "Hub-Message, Location, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version",
  "Upload-Expires, Upload-Length, Upload-Offset",
].join(", ");

/** Requests that claim a name: the hub itself checks the token of these. */
const NAMED_REQUESTS: ReadonlySet<string> = new Set(["POST /messages", "GET /events"]);

/** Incoming webhooks, whose token is in the path: a closed hub asks for no other. */
const HOOKS: Readonly<Record<string, Handler>> = {
  POST: ({ request, response, parsed, web }) => postHook(request, response, parsed, web),
};

/** The routes for operators. */
const OPERATION: Readonly<Record<string, Handler>> = {
  "/healthz": ({ response }) => getHealth(response),
  "/readyz": ({ response, web }) => getReadiness(response, web),
  "/metrics": getMetrics,
};

/** Answers one request. Never throws: a refusal is answered, a bug is logged and answered. */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  client: WebClient,
  web: WebContext,
): Promise<void> {
  request.on("error", ignore);
  response.on("error", ignore);
  try {
    await dispatch({ request, response, parsed: parseRequest(request, client), web });
  } catch (error) {
    answerError(response, refusalOf(error, web));
  }
}

async function dispatch(exchange: Exchange): Promise<void> {
  const { request, response, parsed, web } = exchange;
  const { method, path } = parsed;
  const api = apiOf(path);
  if (api !== undefined) {
    checkOrigin(exchange);
    if (method === "OPTIONS") {
      const more = path.startsWith(TUS_PATH) ? tusCapabilities(web) : {};
      return allowCrossOrigin(response, api, more);
    }
    const handler = Object.hasOwn(api, method) ? api[method] : undefined;
    const isEndless = path === "/events" && request.method === "HEAD";
    if (handler === undefined || isEndless) throw methodNotAllowed(Object.keys(api));
    checkRate(parsed, web);
    checkBan(parsed, web);
    if (!NAMED_REQUESTS.has(`${method} ${path}`) && !path.startsWith("/files") && api !== HOOKS) {
      const { address, token } = parsed;
      const holder = { address, ...(token !== undefined && { token }) };
      web.context.hub.checkToken(holder, web.context.now());
    }
    return await handler(exchange);
  }
  if (path === WEBSOCKET_PATH) throw upgradeRequired();
  const isPage = isPageFile(path);
  if (!isPage && !Object.hasOwn(OPERATION, path)) throw notFound(path);
  if (method !== "GET") throw methodNotAllowed(["GET"]);
  if (isPage) {
    const nodes = web.context.cluster?.otherAddresses("web") ?? [];
    return getPageFile(request, response, parsed, nodes);
  }
  await OPERATION[path](exchange);
}

function apiOf(path: string): Readonly<Record<string, Handler>> | undefined {
  if (path.startsWith(HOOKS_PATH)) return HOOKS;
  return fileRoutesOf(path) ?? (Object.hasOwn(API, path) ? API[path] : undefined);
}

/** Refuses pages of other sites, and lets the pages that the operator listed read the answer. */
function checkOrigin({ request, response, web: { origins } }: Exchange): void {
  const { origin, host } = request.headers;
  origins.check({ origin, host, site: headerOf(request, "sec-fetch-site") });
  response.setHeader("Vary", "Origin");
  if (origin !== undefined && origins.isListed(origin)) {
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  }
}

/** Answers a browser's CORS preflight. */
function allowCrossOrigin(
  response: ServerResponse,
  methods: Readonly<Record<string, Handler>>,
  more: Readonly<Record<string, string>>,
): void {
  response.writeHead(204, {
    ...more,
    "Access-Control-Allow-Methods": Object.keys(methods).join(", "),
    "Access-Control-Allow-Headers": ALLOWED_HEADERS,
    "Access-Control-Max-Age": "600",
  });
  response.end();
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

function checkRate({ address }: ParsedRequest, { context, rates }: WebContext): void {
  const waitMs = rates.spend(address, context.now());
  if (waitMs === 0) return;
  context.counters.rateLimited++;
  const { perSecond } = context.limits.rate!;
  throw new HttpError(
    429,
    "rate-limited",
    `You ask more than ${perSecond} times a second: slow down.`,
    { "Retry-After": String(Math.ceil(waitMs / 1000)) },
  );
}

function checkBan({ address }: ParsedRequest, { context }: WebContext): void {
  const ban = context.hub.bans.refusalOf(address, context.now());
  if (ban !== undefined) throw new HttpError(403, "banned", ban);
}

function getMetrics({ request, response, parsed, web }: Exchange): void {
  const isOwn = web.origins.isOwnHost(request.headers.host);
  if (!isOwn || !mayReadMetrics(parsed, web.settings.metricsToken)) {
    throw new HttpError(
      403,
      "metrics-forbidden",
      "Metrics are for this machine itself, or with --metrics-token for who sends it as Authorization: Bearer.",
    );
  }
  const body = web.metrics.scrape();
  answer(response, 200, { type: web.metrics.contentType, body });
}

function mayReadMetrics(
  { isLocal, token }: ParsedRequest,
  metricsToken: string | undefined,
): boolean {
  if (metricsToken === undefined) return isLocal;
  const encoder = new TextEncoder();
  const [given, wanted] = [encoder.encode(token ?? ""), encoder.encode(metricsToken)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function refusalOf(error: unknown, { context }: WebContext): HttpError {
  try {
    const refusal = asHttpError(error);
    countOne(context.counters.errors, refusal.code);
    return refusal;
  } catch {
    context.bugs.log("a request of the web port", error);
    const sentence = "Something is broken on the server's side; it was logged.";
    return new HttpError(500, "internal-error", sentence);
  }
}

/** See RFC 9110 section 15.5.22. */
function upgradeRequired(): HttpError {
  return new HttpError(
    426,
    "upgrade-needed",
    `${WEBSOCKET_PATH} is a WebSocket: open it with new WebSocket(), or another WebSocket client, as ws:// (wss:// with TLS).`,
    { Upgrade: "websocket" },
  );
}

function notFound(path: string): HttpError {
  return new HttpError(
    404,
    "not-found",
    `There is nothing at ${path.slice(0, 100)}: try /, /ws, ${Object.keys(API).join(", ")}.`,
  );
}

/** An error of a connection is followed by "close", which does the work. */
function ignore(): void {}
