import type { Texts } from "../../model/texts";

export const texts = {
  en: { title: "Proof", notYet: "Not there yet", what: "Here it will be shown whether an improvement worked.", first: "Experiments with their effect, its interval, and the measures that must not get worse.", second: "Before and after on the map, with what was spent and what it brought.", third: "A library of worked cases to learn from.", meanwhile: "Until then change markers show figures before and after, worded as a difference; and questions can be asked:", go: "Ask" },
  "zh-Hans": { title: "效果验证", notYet: "尚未提供", what: "这里将说明一项改进是否有效。", first: "实验的效果、区间，以及不得变差的护栏指标。", second: "在旅程图上对比前后，并列出投入与收益。", third: "可供学习的案例库。", meanwhile: "在此之前，改动标记会显示前后数字，并只称为差异；也可以直接提问：", go: "分析" },
  "zh-Hant": { title: "成效驗證", notYet: "尚未提供", what: "這裡將說明一項改善是否有效。", first: "實驗的效果、區間，以及不得變差的護欄指標。", second: "在旅程圖上對比前後，並列出投入與收益。", third: "可供學習的案例庫。", meanwhile: "在此之前，改動標記會顯示前後數字，並只稱為差異；也可以直接提問：", go: "分析" },
} satisfies Texts;
