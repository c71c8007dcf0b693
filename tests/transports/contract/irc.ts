import type { ContractTransport } from "./scene.ts";

/** The properties of IRC that don't depend on its transport. */
export const IRC: Pick<ContractTransport, "speech" | "hasEnd" | "burst" | "lacks"> = {
  speech: "plain",
  hasEnd: true,
  burst: 1_000,
  lacks: [
    // A line has 512 bytes, and blanks have a number of their own.
    "the largest message arrives, and a larger one is refused",
    "an empty message is guarded, and the connection lives on",
    // IRC has other words and answers for these.
    "/who and /rooms list who is where",
    "an unknown command names the nearest known one",
    "/quit says goodbye and ends the connection",
    // A newcomer who is refused for another reason than its nick has to connect anew.
    "a banned peer can't come back until the ban is lifted",
  ],
};
