import { assert, assertEquals } from "@std/assert";
import { strftime } from "../../hub/time/strftime.ts";

/** Every directive of POSIX strftime (IEEE Std 1003.1-2017) that doesn't depend on the zone. */
const DIRECTIVES = [..."aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyY%"];

/** Dates in local time whose weeks, days, hours or centuries are easy to get wrong. */
const DATES = {
  "the start of an epoch": [1970, 0, 1, 0, 0, 0],
  "a Sunday that begins a year": [2023, 0, 1, 12, 0, 0],
  "a Saturday of the year before's last ISO week": [2022, 0, 1, 0, 5, 9],
  "the last day of a leap year": [2024, 11, 31, 23, 59, 59],
  "a leap day": [2024, 1, 29, 13, 1, 1],
  "a Monday of the next year's first ISO week": [2024, 11, 30, 11, 11, 11],
  "the 53rd ISO week": [2026, 11, 31, 12, 30, 0],
  "a Friday of the 53rd ISO week, in January": [2027, 0, 1, 1, 2, 3],
  "midnight in summer": [2026, 6, 5, 0, 0, 0],
  "noon": [2026, 10, 21, 12, 0, 5],
  "the last day of a century": [1999, 11, 31, 22, 10, 59],
  "a year with one digit in the century": [2001, 8, 9, 1, 46, 40],
} as const;

function localMs([year, month, day, hour, minute, second]: readonly number[]): number {
  return new Date(year, month, day, hour, minute, second).getTime();
}

/** The directives for Sunday 5 July 2026, 00:00:00, worked out by hand from the standard. */
const SUNDAY: Readonly<Record<string, string>> = {
  a: "Sun",
  A: "Sunday",
  b: "Jul",
  B: "July",
  c: "Sun Jul  5 00:00:00 2026",
  C: "20",
  d: "05",
  D: "07/05/26",
  e: " 5",
  F: "2026-07-05",
  g: "26",
  G: "2026",
  h: "Jul",
  H: "00",
  I: "12",
  j: "186",
  m: "07",
  M: "00",
  n: "\n",
  p: "AM",
  r: "12:00:00 AM",
  R: "00:00",
  S: "00",
  t: "\t",
  T: "00:00:00",
  u: "7",
  U: "27",
  V: "27",
  w: "0",
  W: "26",
  x: "07/05/26",
  X: "00:00:00",
  y: "26",
  Y: "2026",
  "%": "%",
};

for (const directive of DIRECTIVES) {
  Deno.test(`%${directive} of a Sunday in July`, () => {
    const timeMs = localMs(DATES["midnight in summer"]);
    assertEquals(strftime(`%${directive}`, timeMs), SUNDAY[directive]);
  });
}

Deno.test("%E and %O ask for other forms, which the C locale doesn't have", () => {
  const timeMs = localMs(DATES.noon);
  for (const directive of "cCxXyY") {
    assertEquals(strftime(`%E${directive}`, timeMs), strftime(`%${directive}`, timeMs));
  }
  for (const directive of "deHImMSuUVwWy") {
    assertEquals(strftime(`%O${directive}`, timeMs), strftime(`%${directive}`, timeMs));
  }
});

Deno.test("%s is the number of seconds since the epoch, in every zone", () => {
  assertEquals(strftime("%s", 0), "0");
  assertEquals(strftime("%s", 1_000_000_000_999), "1000000000");
  assertEquals(strftime("%s", -1), "-1");
});

Deno.test("%z is the zone's distance from UTC at the formatted time, not at present", () => {
  for (const month of [0, 6]) {
    const date = new Date(2026, month, 1);
    const minutes = -date.getTimezoneOffset();
    const [, sign, hours, rest] = /^([+-])(\d\d)(\d\d)$/.exec(strftime("%z", date.getTime()))!;
    assertEquals((sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(rest)), minutes);
  }
});

Deno.test("an empty format is %Y-%m-%d %X", () => {
  assertEquals(strftime("", localMs(DATES.noon)), "2026-11-21 12:00:05");
});

Deno.test("text, unknown directives and a lone percent sign stay as they are", () => {
  const timeMs = localMs(DATES.noon);
  for (const format of ["狗哥 😀", "100%", "%", "%%%", "%Q %! %5 %é", "%constructor"]) {
    const wanted = format.replaceAll("%%", "%").replace("%c", strftime("%c", timeMs));
    assertEquals(strftime(format, timeMs), wanted);
  }
  assertEquals(strftime("%%Y%Y", timeMs), "%Y2026");
});

Deno.test("a short format can't become a long answer, nor end within a character", () => {
  const timeMs = localMs(DATES.noon);
  assertEquals(strftime("%c".repeat(10_000), timeMs).length, 4_096);
  const cut = strftime(`${"x".repeat(511)}😀`, timeMs);
  assertEquals(cut.length, 512);
  assert(cut.isWellFormed());
});

const mayRun = Deno.permissions.querySync({ name: "run", command: "date" }).state === "granted" &&
  Deno.permissions.querySync({ name: "env", variable: "TZ" }).state === "granted";

/** True where the program prints a time as GNU's does. */
async function hasDate(): Promise<boolean> {
  if (!mayRun) return false;
  try {
    return (await askDate("UTC", "%s", 0)) === "0";
  } catch {
    return false;
  }
}

async function askDate(zone: string, format: string, timeMs: number): Promise<string> {
  const { success, stdout } = await new Deno.Command("date", {
    args: ["-d", `@${Math.floor(timeMs / 1000)}`, `+${format}`],
    env: { TZ: zone, LC_ALL: "C" },
    stderr: "null",
  }).output();
  if (!success) throw new Error("date failed");
  return new TextDecoder().decode(stdout).slice(0, -1);
}

const ignore = !await hasDate();
const why = ignore ? " (needs to run GNU date, and TZ)" : "";

Deno.test({
  name: `every directive is as date(1) prints it, on every date that is easily got wrong${why}`,
  ignore,
  fn: async () => {
    const zone = Deno.env.get("TZ") ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const format = DIRECTIVES.map((directive) => `%${directive}`).join("|") + "|%s|%z";
    for (const [title, date] of Object.entries(DATES)) {
      const timeMs = localMs(date);
      assertEquals(strftime(format, timeMs), await askDate(zone, format, timeMs), title);
    }
  },
});

// %Z says "GMT+1" and the like for an abbreviation that only some systems know.
for (
  const [zone, more] of [
    ["UTC", " %Z"],
    ["America/New_York", " %Z"],
    ["Asia/Kolkata", ""],
    ["Pacific/Auckland", ""],
    ["Europe/Berlin", ""],
  ]
) {
  Deno.test({
    name: `in ${zone}, around the changes of summer time, it is as date(1) prints it${why}`,
    ignore,
    fn: async () => {
      const times = [Date.UTC(2026, 2, 29, 0, 59, 59), Date.UTC(2026, 2, 29, 1, 0, 0)];
      times.push(
        Date.UTC(2026, 9, 25, 0, 59, 59),
        Date.UTC(2026, 0, 1),
        Date.UTC(2026, 11, 31, 23),
      );
      const format = `%F %T %z %j %U %V %W %I %p${more}`;
      const script = `import { strftime } from ${
        JSON.stringify(new URL("../../hub/time/strftime.ts", import.meta.url).href)
      };
        for (const ms of ${JSON.stringify(times)}) console.log(strftime("${format}", ms));`;
      // The zone of a process is fixed when it starts.
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", script],
        env: { TZ: zone },
      }).output();
      const wanted = await Promise.all(times.map((ms) => askDate(zone, format, ms)));
      assertEquals(new TextDecoder().decode(stdout).trim().split("\n"), wanted);
    },
  });
}
