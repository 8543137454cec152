/** The fields of a CSV header into column names that are there and differ. */

/**
 * An empty name becomes V and the column's number, from 1; a name that was there before gets "_2", "_3", ... behind it.
 * What was changed is said in `notices`, except that a file without header simply has the names V1, V2, ...
 */
export function headerNames(fields: readonly string[], header: boolean): { names: string[]; notices: string[] } {
  const taken = new Set(fields.map((field) => field.trim()));
  const seen = new Set<string>();
  const notices: string[] = [];
  const names = fields.map((field, index) => {
    const wanted = field.trim();
    if (wanted !== "" && !seen.has(wanted)) {
      seen.add(wanted);
      return wanted;
    }
    const base = wanted === "" ? `V${index + 1}` : wanted;
    let name = base;
    for (let suffix = 2; seen.has(name) || taken.has(name); suffix++) name = `${base}_${suffix}`;
    seen.add(name);
    const reason = wanted === "" ? "without a name" : `again "${wanted}"`;
    if (header) notices.push(`column ${index + 1}, ${reason}, is "${name}"`);
    return name;
  });
  return { names, notices };
}
