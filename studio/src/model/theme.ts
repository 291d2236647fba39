// Light or dark, as chosen or as the system has it.
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
const stored = "cairn.theme";

export const theme = (): Theme => themes.find((each) => each === localStorage.getItem(stored)) ?? "system";

function show(): void {
  const chosen = theme();
  const dark = chosen === "dark" || (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

export function setTheme(chosen: Theme): void {
  localStorage.setItem(stored, chosen);
  show();
}

export function startTheme(): void {
  show();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
}
