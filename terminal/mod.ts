/**
 * Standard input and output, for the operator's console and the terminal client alike: output
 * behind a bounded queue, a line that is edited while others print above it, pasted text, and job
 * control. Nothing here knows a hub, a peer or a message.
 *
 *     terminal -> KeyReader -> KeySplitter -> LineEditor -> line, pasted text, search, end
 *     text -> OutputQueue -> terminal, pipe or file
 *
 * @module
 */

export type { Completion } from "./edited_line.ts";
export { JobControl } from "./job_control.ts";
export { type EditorEvents, LineEditor } from "./line_editor.ts";
export type { LineSearchEvents } from "./line_search.ts";
export { OutputQueue, type OutputQueueOptions } from "./output_queue.ts";
export { droppedLines, openStandardOutput, type StandardOutput } from "./standard_output.ts";
