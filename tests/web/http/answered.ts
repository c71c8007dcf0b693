import type { TestServer } from "../../support/server/test_server.ts";

/** The fields of JSON answers that tests read. Each path has some of them. */
export interface AnsweredJson {
  readonly name?: string;
  readonly event?: string;
  readonly error?: string;
  readonly msg?: string;
  readonly id?: string;
  readonly seq?: number;
  readonly messages?: readonly {
    readonly seq: number;
    readonly msg: string;
    readonly event?: string;
    readonly reactions?: readonly unknown[];
  }[];
  readonly complete?: boolean;
  readonly epoch?: string;
  readonly before?: number;
  readonly more?: boolean;
  readonly peers?: readonly { readonly name: string; readonly rooms: readonly string[] }[];
  readonly rooms?: readonly { readonly room: string; readonly count: number }[];
  readonly count?: number;
  readonly status?: string;
}

/** An answer with its body read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** Empty if the answer has no body. */
  readonly json: AnsweredJson;
}

/** Requests a path of the web port. */
export async function ask(
  server: TestServer,
  path: string,
  init: RequestInit = {},
): Promise<Answered> {
  const response = await fetch(`http://127.0.0.1:${server.webPort}${path}`, init);
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, json: text === "" ? {} : JSON.parse(text) as AnsweredJson };
}

/** Sends a message by `POST /messages`. */
export function post(
  server: TestServer,
  message: unknown,
  init: RequestInit = {},
): Promise<Answered> {
  return ask(server, "/messages", { method: "POST", body: JSON.stringify(message), ...init });
}
