import { FieldError, Input, Label, TextArea, TextField } from "react-aria-components";

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with it; empty: nothing. */
  error?: string | undefined;
  lines?: number;
  type?: "text" | "search" | "password" | "date" | "number";
  placeholder?: string;
  autoFocus?: boolean;
  className?: string;
}

/** A text with its label; several lines when `lines` is more than one. */
export function Field({ label, value, onChange, error = "", lines = 1, type = "text", placeholder = "", autoFocus = false, className = "" }: FieldProps) {
  return (
    <TextField className={`field ${className}`} validationBehavior="aria" value={value} onChange={onChange} isInvalid={error !== ""} autoFocus={autoFocus}>
      <Label>{label}</Label>
      {lines > 1 ? <TextArea rows={lines} placeholder={placeholder} /> : <Input type={type} placeholder={placeholder} />}
      <FieldError className="error">{error}</FieldError>
    </TextField>
  );
}
