/** Returns the families of metrics that the dashboard asks for. */
export async function dashboardFamilies(): Promise<string[]> {
  const dashboard = await Deno.readTextFile(new URL("../../docs/grafana.json", import.meta.url));
  const names = dashboard.match(/hubbub_[a-z_]+/g) ?? [];
  return [...new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, "")))];
}
