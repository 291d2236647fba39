// A binding's predicate in its text form, which people can read and write; docs/predicates.md has the language.
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const isPlainName = (name: string) => /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name);
const name = (text: string) => (isPlainName(text) ? text : `\`${text}\``);

function value(json: Json): string {
  if (Array.isArray(json)) return `(${json.map(value).join(", ")})`;
  if (typeof json === "string") return isPlainName(json) ? json : `'${json.replaceAll("'", "''")}'`;
  return String(json);
}

const isSimple = (json: Json): boolean => json !== null && (Array.isArray(json) ? json.every(isSimple) : typeof json !== "object") && !(typeof json === "string" && json.includes("'"));

function comparison(json: Json): string | null {
  if (!Array.isArray(json)) return null;
  const [property, comparator, operand] = json;
  if (typeof property !== "string" || typeof comparator !== "string") return null;
  if (operand === undefined) return `${name(property)} ${comparator}`;
  return isSimple(operand) ? `${name(property)} ${comparator} ${value(operand)}` : null;
}

function joined(list: Json | undefined, word: string, one: (json: Json) => string | null): string | null {
  if (!Array.isArray(list)) return null;
  const parts = list.map(one);
  if (parts.length === 0 || parts.some((part) => part === null)) return null;
  return parts.length === 1 ? (parts[0] ?? null) : word === "or" ? `(${parts.join(" or ")})` : parts.join(" and ");
}

function textOfPart(json: Json): string | null {
  if (typeof json === "string") return json;
  if (json === null || typeof json !== "object" || Array.isArray(json)) return null;
  const parts: (string | null)[] = Object.entries(json).map(([key, part]) => {
    if (key === "event") return typeof part === "string" ? `event = ${value(part)}` : Array.isArray(part) ? `event in ${value(part)}` : null;
    if (key === "where") return joined(part, "and", comparison);
    if (key === "all") return joined(part, "and", textOfPart);
    if (key === "any") return joined(part, "or", textOfPart);
    const inner = key === "not" ? textOfPart(part) : null;
    return inner === null ? null : `not (${inner})`;
  });
  return parts.length === 0 || parts.includes(null) ? null : parts.join(" and ");
}

/** What cannot be said in words is shown as JSON. */
export function predicateText(predicate: unknown): string {
  if (predicate === undefined || predicate === null) return "";
  return textOfPart(predicate as Json) ?? JSON.stringify(predicate);
}

/** What was written: JSON where it looks like it, else the text itself. Throws of JSON that is none. */
export function predicateOf(text: string): unknown {
  const trimmed = text.trim();
  return trimmed.startsWith("{") ? (JSON.parse(trimmed) as unknown) : trimmed;
}
