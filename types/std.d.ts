// The packages of @std come from npm as JavaScript without types (JSR is not
// everywhere in reach); these are the parts of their public types used here.
// With JSR in reach this file can go: see "Set up" in CONTRIBUTING.md.

declare module "@std/assert" {
  export class AssertionError extends Error {}
  export function assert(expr: unknown, msg?: string): asserts expr;
  export function assertEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): void;
  export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T>;
  export function assertGreater<T>(actual: T, expected: T, msg?: string): void;
  export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertLess<T>(actual: T, expected: T, msg?: string): void;
  export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void;
  export function assertInstanceOf<T extends abstract new (...args: never[]) => unknown>(
    actual: unknown,
    expected: T,
    msg?: string,
  ): asserts actual is InstanceType<T>;
  export function assertMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void;
  export function assertObjectMatch(
    actual: Record<PropertyKey, unknown>,
    expected: Record<PropertyKey, unknown>,
    msg?: string,
  ): void;
  export function assertRejects<E extends Error>(
    fn: () => PromiseLike<unknown>,
    errorClass: abstract new (...args: never[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): Promise<E>;
  export function assertStringIncludes(actual: string, expected: string, msg?: string): void;
  export function assertThrows<E extends Error>(
    fn: () => unknown,
    errorClass: abstract new (...args: never[]) => E,
    msgIncludes?: string,
    msg?: string,
  ): E;
  export function fail(msg?: string): never;
}

declare module "@std/cli/parse-args" {
  /** The flags asked for by name, each as its declared kind. */
  type Parsed<S extends string, B extends string, C extends string> =
    & { _: string[] }
    & { [K in Exclude<S, C>]?: string }
    & { [K in Extract<S, C>]: string[] }
    & { [K in B]: boolean };
  export function parseArgs<
    const S extends string = never,
    const B extends string = never,
    const C extends string = never,
  >(
    args: readonly string[],
    options?: {
      string?: readonly S[];
      boolean?: readonly B[];
      collect?: readonly C[];
      alias?: Partial<Record<NoInfer<S> | NoInfer<B>, string>>;
      stopEarly?: boolean;
      unknown?: (arg: string, key?: string, value?: unknown) => boolean;
    },
  ): Parsed<S, B, C>;
}

declare module "@std/streams/text-line-stream" {
  export class TextLineStream extends TransformStream<string, string> {
    constructor(options?: { allowCR?: boolean });
  }
}

declare module "@std/text/closest-string" {
  export function closestString(givenWord: string, possibleWords: readonly string[]): string;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(str1: string, str2: string): number;
}

declare module "@std/media-types/type-by-extension" {
  export function typeByExtension(extension: string): string | undefined;
}

declare module "@std/yaml" {
  export function parseAll(content: string): unknown;
}

declare module "@std/toml" {
  export function parse(tomlString: string): Record<string, unknown>;
}
