import { connectUnix, temporaryPath } from "../../support/peers/connect.ts";
import { testContract } from "./contract.ts";

const path = temporaryPath("contract.sock");

testContract({
  name: "unix, frames-le",
  flags: ["--unix", path],
  speech: "json",
  hasEnd: true,
  burst: 1_000,
  connect: () => connectUnix(path, "frames-le"),
});
