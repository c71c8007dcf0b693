/** A stretch of the log in which a session had a name: what was said under it then is the session's own. */
export interface Tenure {
  readonly fold: string;
  /** The newest number before it. */
  readonly from: number;
  /** Its last number. Absent while it goes on. */
  readonly to?: number;
}

/** Most stretches of a session; the oldest are forgotten. */
const TENURES_MAX = 32;

/** Begins a stretch, unless the last one goes on. */
export function beginTenure(tenures: Tenure[], fold: string, seq: number): void {
  const last = tenures.at(-1);
  if (last !== undefined && last.to === undefined) return;
  tenures.push({ fold, from: seq });
  if (tenures.length > TENURES_MAX) tenures.shift();
}

/** Ends the last stretch. */
export function endTenure(tenures: Tenure[], seq: number): void {
  const last = tenures.at(-1);
  if (last !== undefined && last.to === undefined) tenures.splice(-1, 1, { ...last, to: seq });
}
