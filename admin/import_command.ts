import { DatabaseSync } from "node:sqlite";
import { TextLineStream } from "@std/streams/text-line-stream";
import { Batch, Head, spliceable } from "../batch/mod.ts";
import { EXIT } from "../cli/mod.ts";
import { openStore, type Store } from "../store/mod.ts";
import { AdminError } from "./admin_error.ts";
import type { Screen } from "./control_client.ts";
import { type ExportLine, parseExportLine } from "./export_line.ts";
import type { AdminOptions } from "./options.ts";

/** Messages that wait for the disk together. */
const GROUP_MESSAGES = 256;
/** As for every message: the largest UDP payload, and some room for the hub's own fields. */
const BODY_MAX_BYTES = 65_000;

const encoder = new TextEncoder();

/**
 * Reads lines of `hubbub export` from standard input into a folder that holds no hub yet. Messages get
 * new numbers, in the sequence of their old ones, and answers (`re`) point to these.
 */
export async function importMessages(
  { config, dataDir }: AdminOptions,
  { print, warn }: Screen,
): Promise<number> {
  // A start on a full disk leaves an empty file.
  if (await Deno.lstat(`${dataDir}/hubbub.db`).then(({ size }) => size > 0, () => false)) {
    throw new AdminError(
      `${dataDir} holds a hub already: name another folder with --data.`,
      EXIT.failed,
    );
  }
  using sorted = new SortedLines();
  await sorted.read(Deno.stdin.readable);
  const limits = config.store;
  await using store = await openStore({ dataDir, limits, onFailure: warn, onWarning: warn });
  print(`${await append(store, sorted)} messages were imported into ${dataDir}.`);
  return EXIT.done;
}

/** The lines in the sequence of their numbers, in a file that goes away at the end. */
class SortedLines implements Disposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "hubbub-import-" });
  readonly #sqlite = new DatabaseSync(`${this.#folder}/lines.db`);

  constructor() {
    this.#sqlite.exec(
      "CREATE TABLE lines (seq INTEGER, at INTEGER, line TEXT, PRIMARY KEY (seq, at)); CREATE TABLE numbers (seq INTEGER PRIMARY KEY, new_seq INTEGER);",
    );
  }

  /** @throws {AdminError} A line is no message. */
  async read(input: ReadableStream<Uint8Array>): Promise<void> {
    const insert = this.#sqlite.prepare("INSERT INTO lines VALUES (?, ?, ?)");
    const lines = input.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    let at = 0;
    this.#sqlite.exec("BEGIN");
    for await (const text of lines) {
      at++;
      if (text.trim() === "") continue;
      const line = parseExportLine(text);
      const size = line === undefined ? 0 : encoder.encode(JSON.stringify(line.message)).length;
      if (line === undefined || size > BODY_MAX_BYTES) {
        throw new AdminError(
          `Line ${at} is no message as "hubbub export" writes it, of at most ${BODY_MAX_BYTES} bytes; nothing was imported.`,
          EXIT.failed,
        );
      }
      insert.run(line.seq, at, text);
    }
    this.#sqlite.exec("COMMIT");
  }

  *all(): Generator<ExportLine> {
    const rows = this.#sqlite.prepare("SELECT line FROM lines ORDER BY seq, at").iterate();
    for (const { line } of rows) yield JSON.parse(String(line));
  }

  /** Remembers the new number of a message. */
  renumber(seq: number, newSeq: number): void {
    this.#sqlite.prepare("INSERT OR REPLACE INTO numbers VALUES (?, ?)").run(seq, newSeq);
  }

  newSeqOf(seq: unknown): number | undefined {
    if (typeof seq !== "number") return undefined;
    const row = this.#sqlite.prepare(
      "SELECT new_seq AS newSeq FROM numbers WHERE seq = ?",
    ).get(seq);
    return row === undefined ? undefined : Number(row.newSeq);
  }

  [Symbol.dispose](): void {
    this.#sqlite.close();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

async function append({ history }: Store, sorted: SortedLines): Promise<number> {
  const head = new Head();
  let batches: Batch[] = [];
  let count = 0;
  const persist = async () => {
    const failure = await new Promise<string | undefined>((done) => history.append(batches, done));
    if (failure !== undefined) {
      throw new AdminError(
        `Not everything was imported, so remove the folder before you try again: ${failure}`,
        EXIT.failed,
      );
    }
    batches = [];
  };
  for (const line of sorted.all()) {
    await history.congested;
    const newSeq = history.nextSeq();
    sorted.renumber(line.seq, newSeq);
    batches.push(batchOf(line, newSeq, head, sorted));
    count++;
    if (batches.length >= GROUP_MESSAGES) await persist();
  }
  await persist();
  return count;
}

function batchOf(
  { scope, time, to, message }: ExportLine,
  seq: number,
  head: Head,
  sorted: SortedLines,
): Batch {
  const re = sorted.newSeqOf(message.re);
  const { re: _, ...fields } = message;
  const own = re === undefined ? fields : { ...fields, re };
  const body = encoder.encode(JSON.stringify(own).slice(1));
  const timeMs = Date.parse(time);
  const batch = new Batch(scope, undefined, to);
  const headBytes = head.write(seq, timeMs, to);
  const splice = { view: spliceable(body), start: 0, end: body.length };
  batch.append(head.view, headBytes, splice, seq, timeMs, undefined);
  return batch;
}
