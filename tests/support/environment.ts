/** Returns the number in an environment variable, or the one for this place where it isn't set. */
export function environmentNumber(
  variable: string,
  { inCi, otherwise }: { readonly inCi: number; readonly otherwise: number },
): number {
  const set = valueOf(variable);
  if (set !== undefined) return Number(set);
  return valueOf("CI") === undefined ? otherwise : inCi;
}

function valueOf(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}
