import type { Texts } from "../../model/texts";
import { en } from "./texts.en";
import { hans } from "./texts.hans";
import { hant } from "./texts.hant";

export const texts = { en, "zh-Hans": hans, "zh-Hant": hant } satisfies Texts<keyof typeof en>;
