/** @typedef {import("../entry.js").Entry} Entry */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("../entry.js").Presence} Presence */
/** @typedef {import("../entry.js").Remark} Remark */

/**
 * One row of the timeline.
 *
 * @typedef {{kind: "day", key: string, timeMs: number}
 *   | {kind: "unread", key: string}
 *   | {kind: "message", key: string, entry: Message, isFirst: boolean, answers: number}
 *   | {kind: "presence", key: string, entries: Presence[]}
 *   | {kind: "remark", key: string, entry: Remark}} Row
 */

/** Consecutive messages of one name within this time have one heading. */
const GROUP_MS = 5 * 60_000;

/**
 * Turns entries into rows: separates days, groups consecutive messages of one name, and puts
 * consecutive joins and leaves into one row.
 *
 * @param {readonly Entry[]} entries
 * @param {string} unreadFromKey The key of the first unread message, or "".
 * @returns {Row[]}
 */
export function rowsOf(entries, unreadFromKey) {
  /** @type {Row[]} */
  const rows = [];
  const answers = countAnswers(entries);
  const revisions = revisionsOf(entries);
  let day = "";
  for (const entry of entries) {
    const entryDay = new Date(entry.timeMs).toDateString();
    if (entryDay !== day) {
      day = entryDay;
      rows.push({ kind: "day", key: `day ${day} ${entry.era}`, timeMs: entry.timeMs });
    }
    if (entry.key === unreadFromKey) rows.push({ kind: "unread", key: "unread" });
    const last = rows.at(-1);
    if (entry.kind === "message") {
      const isFirst = last?.kind !== "message" || last.entry.name !== entry.name ||
        entry.timeMs - last.entry.timeMs > GROUP_MS;
      const count = answers.get(entry.seq) ?? 0;
      // An answer shows what it answers, so it is drawn anew when that is changed, or comes.
      const quoted = entry.re === undefined ? "" : revisions.get(entry.re);
      const revision = `${entry.revision ?? 0} ${quoted}`;
      const key = `${entry.key} ${entry.state} ${revision} ${isFirst} ${count}`;
      rows.push({ kind: "message", key, entry, isFirst, answers: count });
    } else if (entry.kind === "remark") {
      rows.push({ kind: "remark", key: entry.key, entry });
    } else if (last?.kind === "presence") {
      last.entries.push(entry);
      last.key = `${last.entries[0].key} ${last.entries.length}`;
    } else rows.push({ kind: "presence", key: `${entry.key} 1`, entries: [entry] });
  }
  return rows;
}

/**
 * @param {readonly Entry[]} entries
 * @returns {Map<number, number>} The number of answers by the number of the answered message.
 */
function countAnswers(entries) {
  /** @type {Map<number, number>} */
  const answers = new Map();
  for (const entry of entries) {
    if (entry.kind !== "message" || entry.re === undefined || entry.deleted) continue;
    answers.set(entry.re, (answers.get(entry.re) ?? 0) + 1);
  }
  return answers;
}

/**
 * @param {readonly Entry[]} entries
 * @returns {Map<number, number>} The revision of each message by its number.
 */
function revisionsOf(entries) {
  /** @type {Map<number, number>} */
  const revisions = new Map();
  for (const entry of entries) {
    if (entry.kind === "message") revisions.set(entry.seq, entry.revision ?? 0);
  }
  return revisions;
}

/**
 * Summarizes consecutive joins, leaves and renames by name.
 *
 * @param {readonly Presence[]} entries
 * @returns {{joined: string[], left: string[], cameBack: string[], cameAndWent: string[],
 *   renamed: {name: string, now: string}[]}}
 */
export function summarize(entries) {
  /** @type {Map<string, {first: string, last: string}>} */
  const byName = new Map();
  const renamed = [];
  for (const { what, name, now } of entries) {
    if (what === "rename") renamed.push({ name, now: now ?? "" });
    else byName.set(name, { first: byName.get(name)?.first ?? what, last: what });
  }
  /** @param {string} first @param {string} last */
  const namesWith = (first, last) =>
    [...byName].filter(([, ends]) => ends.first === first && ends.last === last)
      .map(([name]) => name);
  return {
    joined: namesWith("join", "join"),
    left: namesWith("leave", "leave"),
    cameBack: namesWith("leave", "join"),
    cameAndWent: namesWith("join", "leave"),
    renamed,
  };
}
