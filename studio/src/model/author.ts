// As whom somebody writes: a name that this browser keeps; everybody signs in by the same token.
const storedKey = "cairn.author";

export const author = (): string => localStorage.getItem(storedKey) ?? "admin";

/** Nothing: as the admin. */
export function setAuthor(name: string): void {
  if (name.trim() === "") localStorage.removeItem(storedKey);
  else localStorage.setItem(storedKey, name.trim());
}
