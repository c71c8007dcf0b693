/** What stands in a test's options where it needs sockets, files and processes. */
export const needsMachine = {
  ignore: (["net", "read", "write", "run", "env"] as const)
    .some((name) => Deno.permissions.querySync({ name }).state !== "granted"),
};
