import { assertGreaterOrEqual } from "@std/assert";
import { PAGE_FILES } from "../../../web/mod.ts";

/** The contrast of two colours, WCAG 2.2. */
function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The relative luminance of a colour in OKLCH, each channel cut to what a screen can show. */
function luminanceOf(lightness: number, chroma: number, hue: number): number {
  const a = chroma * Math.cos(hue * Math.PI / 180);
  const b = chroma * Math.sin(hue * Math.PI / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  const red = cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function luminanceOfHex(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

Deno.test("every name's colour has the contrast of AA on every ground, light and dark", () => {
  const css = PAGE_FILES["/style.css"].body;
  const name = /\.name \{[^}]*light-dark\(oklch\(([\d. ]+) var[^)]*\)\), oklch\(([\d. ]+) var/
    .exec(css)!;
  for (const ground of ["paper", "hover", "amber-tint"]) {
    const hexes = new RegExp(`--${ground}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css)!;
    for (const scheme of [1, 2]) {
      const [lightness, chroma] = name[scheme].split(" ").map(Number);
      for (let hue = 0; hue < 360; hue++) {
        const ratio = contrast(luminanceOf(lightness, chroma, hue), luminanceOfHex(hexes[scheme]));
        assertGreaterOrEqual(ratio, 4.5, `${ground} ${scheme} ${hue}`);
      }
    }
  }
});
