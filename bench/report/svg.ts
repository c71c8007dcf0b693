/**
 * Shapes of SVG as text. The colours can be read on white and on black.
 *
 * @module
 */

const INK = "#7d8590";
const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

/** The look of a text. */
export interface TextStyle {
  readonly size?: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly bold?: boolean;
  readonly fill?: string;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { size = 13, anchor = "start", bold = false, fill = INK } = style;
  const weight = bold ? ' font-weight="600"' : "";
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${fill}"${weight}>${
    escape(content)
  }</text>`;
}

export function bar(x: number, y: number, width: number, height: number, fill: string): string {
  const size = `width="${Math.max(1, width).toFixed(1)}" height="${height}"`;
  return `<rect x="${x}" y="${y}" ${size} rx="2" fill="${fill}"/>`;
}

export function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${INK}" stroke-opacity="0.35"/>`;
}

/** A line through points, with a dot at each. */
export function curve(points: readonly (readonly [number, number])[], stroke: string): string {
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const dots = points.map(([x, y]) =>
    `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5" fill="${stroke}"/>`
  );
  return `<polyline points="${path}" fill="none" stroke="${stroke}" stroke-width="2.5"/>${
    dots.join("")
  }`;
}

/** A whole picture, with a title for readers who can't see it. */
export function picture(
  width: number,
  height: number,
  title: string,
  parts: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${FONT}">
<title>${escape(title)}</title>
${parts.join("\n")}
</svg>
`;
}
