// What screens are made of.
export { Button, type ButtonKind } from "./Button";
export { Dialog } from "./Dialog";
export { Field } from "./Field";
export { NotYet } from "./NotYet";
export { Menu, type Action } from "./Menu";
export { Select, type Choice } from "./Select";
export { Empty, Failed, Loaded, Loading } from "./State";
export { Tabs, type TabDefinition } from "./Tabs";
export { Explained, Term } from "./Term";
export { toast, Toasts } from "./toasts";
export { texts as uiTexts } from "./texts";
