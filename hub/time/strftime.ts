const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const DIRECTIVES: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => DAYS[date.getDay()].slice(0, 3),
  A: (date) => DAYS[date.getDay()],
  b: (date) => MONTHS[date.getMonth()].slice(0, 3),
  h: (date) => MONTHS[date.getMonth()].slice(0, 3),
  B: (date) => MONTHS[date.getMonth()],
  c: (date) => strftime("%a %b %e %H:%M:%S %Y", date.getTime()),
  C: (date) => pad(Math.floor(date.getFullYear() / 100)),
  d: (date) => pad(date.getDate()),
  D: (date) => strftime("%m/%d/%y", date.getTime()),
  x: (date) => strftime("%m/%d/%y", date.getTime()),
  e: (date) => pad(date.getDate(), 2, " "),
  F: (date) => strftime("%Y-%m-%d", date.getTime()),
  g: (date) => pad(isoWeek(date).year % 100),
  G: (date) => String(isoWeek(date).year),
  H: (date) => pad(date.getHours()),
  I: (date) => pad(date.getHours() % 12 || 12),
  j: (date) => pad(dayOfYear(date) + 1, 3),
  m: (date) => pad(date.getMonth() + 1),
  M: (date) => pad(date.getMinutes()),
  n: () => "\n",
  p: (date) => date.getHours() < 12 ? "AM" : "PM",
  r: (date) => strftime("%I:%M:%S %p", date.getTime()),
  R: (date) => strftime("%H:%M", date.getTime()),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => pad(date.getSeconds()),
  t: () => "\t",
  T: (date) => strftime("%H:%M:%S", date.getTime()),
  X: (date) => strftime("%H:%M:%S", date.getTime()),
  u: (date) => String(date.getDay() || 7),
  U: (date) => pad(Math.floor((dayOfYear(date) + 7 - date.getDay()) / 7)),
  V: (date) => pad(isoWeek(date).week),
  w: (date) => String(date.getDay()),
  W: (date) => pad(Math.floor((dayOfYear(date) + 7 - (date.getDay() + 6) % 7) / 7)),
  y: (date) => pad(date.getFullYear() % 100),
  Y: (date) => String(date.getFullYear()),
  z: (date) => zoneOffset(date),
  Z: (date) => zoneName(date),
  "%": () => "%",
};

/** The format that an empty one stands for. */
export const DEFAULT_FORMAT = "%Y-%m-%d %X";

/** Longest format in UTF-16 code units; the rest is left out, since each directive takes time. */
const FORMAT_MAX_CHARS = 512;

/** Longest answer in UTF-16 code units: a short format of `%c` may not become a long message. */
const RESULT_MAX_CHARS = 4_096;

/**
 * Formats a time in the local zone by the directives of POSIX `strftime` in the "C" locale
 * (IEEE Std 1003.1-2017, strftime). An unknown directive stays as it is, as Python's does.
 *
 * @param format Directives and text; empty: `%Y-%m-%d %X`.
 * @param timeMs Milliseconds since the epoch.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { strftime } from "./strftime.ts";
 *
 * const noon = new Date(2026, 10, 21, 12, 0, 5).getTime();
 * assertEquals(strftime("%Y-%m-%d %X", noon), "2026-11-21 12:00:05");
 * ```
 */
export function strftime(format: string, timeMs: number): string {
  const date = new Date(timeMs);
  const text = (format || DEFAULT_FORMAT).slice(0, FORMAT_MAX_CHARS).replaceAll(
    // E and O ask for alternative forms, which the "C" locale doesn't have.
    /%[EO]?([a-zA-Z%])/g,
    (whole, directive: string) => DIRECTIVES[directive]?.(date) ?? whole,
  );
  return text.slice(0, RESULT_MAX_CHARS).toWellFormed();
}

function pad(value: number, width = 2, fill = "0"): string {
  return String(value).padStart(width, fill);
}

/** Returns the days since 1 January, from 0. UTC arithmetic keeps summer time out. */
function dayOfYear(date: Date): number {
  const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (day - Date.UTC(date.getFullYear(), 0, 1)) / 86_400_000;
}

/** Returns the ISO 8601 week: week 1 holds the year's first Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate());
  thursday.setDate(thursday.getDate() + 3 - (thursday.getDay() + 6) % 7);
  return { year: thursday.getFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}

function zoneOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return (minutes < 0 ? "-" : "+") + pad(Math.floor(size / 60)) + pad(size % 60);
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(date);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
