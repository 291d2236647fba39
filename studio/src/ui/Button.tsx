import { Button as AriaButton, type ButtonProps } from "react-aria-components";

export type ButtonKind = "plain" | "primary" | "danger" | "quiet";

export function Button({ kind = "plain", className = "", ...rest }: Omit<ButtonProps, "className"> & { kind?: ButtonKind; className?: string }) {
  return <AriaButton {...rest} className={`button ${kind === "plain" ? "" : kind} ${className}`} />;
}
