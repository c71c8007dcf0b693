import { assertEquals } from "@std/assert";
import { exposition } from "../../transports/web/metrics/exposition.ts";
import { Histogram } from "../../transports/web/metrics/histogram.ts";

Deno.test("a help text or a label can't begin a line or a label of its own", () => {
  const labels = { reason: 'a "b"\\\n# c' };
  assertEquals(
    exposition([{
      name: "ends_total",
      help: "back\\slash\nnew line",
      type: "counter",
      samples: [{ labels, value: 1 }],
    }]),
    "# HELP ends_total back\\\\slash\\nnew line\n# TYPE ends_total counter\n" +
      'ends_total{reason="a \\"b\\"\\\\\\n# c"} 1\n',
  );
});

Deno.test("numbers are spelt as Prometheus reads them", () => {
  const samples = [1e21, 0.25, Infinity, -Infinity, NaN].map((value) => ({ value }));
  const text = exposition([{ name: "n", help: "", type: "gauge", samples }]);
  assertEquals(text.split("\n").slice(2), [
    "n 1e+21",
    "n 0.25",
    "n +Inf",
    "n -Inf",
    "n NaN",
    "",
  ]);
});

Deno.test("a histogram counts a value in each bucket that holds it, its bound included", () => {
  const histogram = new Histogram([0.1, 1]);
  for (const value of [0.0625, 0.1, 0.5, 4]) histogram.observe(value);
  const text = exposition([{
    name: "delay_seconds",
    help: "Delay.",
    type: "histogram",
    samples: histogram.samples(),
  }]);
  assertEquals(text.split("\n").slice(2), [
    'delay_seconds_bucket{le="0.1"} 2',
    'delay_seconds_bucket{le="1"} 3',
    'delay_seconds_bucket{le="+Inf"} 4',
    "delay_seconds_sum 4.6625",
    "delay_seconds_count 4",
    "",
  ]);
});
