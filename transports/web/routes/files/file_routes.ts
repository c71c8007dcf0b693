import { type Exchange, type Handler, methodNotAllowed } from "../exchange.ts";
import { getFile } from "./get_file.ts";
import { postForm } from "./post_form.ts";
import { putFile } from "./put_file.ts";
import { TUS_PATH, TusExchange } from "./tus/tus.ts";

type Handlers = Readonly<Record<string, Handler>>;

/**
 * Files: `/files/NAME` or a form to `/files` to send one, `/files/ID/NAME` to fetch it. Nobody can
 * guess an id, so it takes no token to fetch a file: a browser sends none for a picture in a page.
 */
const FILES: Handlers = {
  GET: ({ request, response, parsed, web }) => getFile(request, response, parsed, web),
  POST: ({ request, response, parsed, web }) => postForm(request, response, parsed, web),
  PUT: ({ request, response, parsed, web }) => putFile(request, response, parsed, web),
};

/** A file that comes in parts is begun here. */
const BEGIN_PARTIAL: Handlers = { ...FILES, POST: (exchange) => tusOf(exchange).create() };

/** A file that comes in parts. */
const PARTIAL: Handlers = {
  HEAD: (exchange) => tusOf(exchange).head(),
  PATCH: (exchange) => tusOf(exchange).patch(),
  DELETE: (exchange) => tusOf(exchange).remove(),
};

/** The same. A client that can't send a method names it in a header of a `POST`. */
const PARTIAL_BY_METHOD: Handlers = {
  ...PARTIAL,
  GET: (exchange) => byMethod(exchange, exchange.request.method),
  POST: (exchange) => byMethod(exchange, exchange.request.headers["x-http-method-override"]),
};

/** Returns the handlers of a path of files; undefined for another path. */
export function fileRoutesOf(path: string): Handlers | undefined {
  if (path === TUS_PATH || path === `${TUS_PATH}/`) return BEGIN_PARTIAL;
  if (path.startsWith(`${TUS_PATH}/`)) return PARTIAL_BY_METHOD;
  return path === "/files" || path.startsWith("/files/") ? FILES : undefined;
}

async function byMethod(
  exchange: Exchange,
  method: string | readonly string[] | undefined,
): Promise<void> {
  const name = String(method);
  if (!Object.hasOwn(PARTIAL, name)) throw methodNotAllowed(Object.keys(PARTIAL));
  await PARTIAL[name](exchange);
}

function tusOf({ request, response, parsed, web }: Exchange): TusExchange {
  return new TusExchange(request, response, parsed, web);
}
