import { expect, test } from "vitest";
import { languageOf, textOf, withText } from "./language";

test("a label is shown in the language, or the nearest one", () => {
  const label = { "zh-Hans": "支付", en: "Pay" };
  expect(textOf(label, "zh-Hans")).toBe("支付");
  expect(textOf(label, "zh-Hant")).toBe("支付");
  expect(textOf({ en: "Pay", "zh-Hant": "" }, "zh-Hant")).toBe("Pay");
  expect(textOf("SH01", "en")).toBe("SH01");
  expect(textOf(undefined, "en")).toBe("");
});

test("a text is changed in one language only", () => {
  expect(withText({ en: "Pay", "zh-Hans": "支付" }, "en", "Checkout")).toEqual({ en: "Checkout", "zh-Hans": "支付" });
  expect(withText("Pay", "zh-Hans", "支付")).toBe("支付");
  expect(withText(undefined, "en", "Pay")).toEqual({ en: "Pay" });
});

test("what browsers ask for", () => {
  expect(languageOf(["de-DE", "zh-TW", "en"])).toBe("zh-Hant");
  expect(languageOf(["zh"])).toBe("zh-Hans");
  expect(languageOf(["zh-Hant-HK"])).toBe("zh-Hant");
  expect(languageOf(["fr"])).toBe("en");
});
