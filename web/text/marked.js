// The hub serves the package's own file in place of this one.
export { Lexer, Marked } from "marked";
