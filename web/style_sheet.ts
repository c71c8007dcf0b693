import base from "./styles/base.css" with { type: "text" };
import beside from "./styles/beside.css" with { type: "text" };
import columns from "./styles/columns.css" with { type: "text" };
import composer from "./styles/composer.css" with { type: "text" };
import controls from "./styles/controls.css" with { type: "text" };
import files from "./styles/files.css" with { type: "text" };
import joining from "./styles/joining.css" with { type: "text" };
import messages from "./styles/messages.css" with { type: "text" };
import richText from "./styles/rich_text.css" with { type: "text" };
import room from "./styles/room.css" with { type: "text" };
import timeline from "./styles/timeline.css" with { type: "text" };
import windows from "./styles/windows.css" with { type: "text" };

/**
 * The page's style sheet. The browser loads its parts as one file, so they cost no request each. A
 * later part overrides an earlier one.
 */
export const STYLE_SHEET: string = [
  base,
  controls,
  joining,
  columns,
  room,
  timeline,
  messages,
  richText,
  files,
  beside,
  composer,
  windows,
].join("\n");
