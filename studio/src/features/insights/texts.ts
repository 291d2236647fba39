import type { Texts } from "../../model/texts";

export const texts = {
  en: { title: "Insights", notYet: "Not there yet", what: "Here the opportunities of all your journeys will stand in one list, the most valuable first.", first: "Each with its score as an interval, how many customers it reaches, and what is at stake.", second: "Bottlenecks, gaps between segments, and what those have in common who leave.", third: "Every item opens on the map, where it hurts.", meanwhile: "Until then the map says the largest losses in words, and questions can be asked:", go: "Ask" },
  "zh-Hans": { title: "洞察", notYet: "尚未提供", what: "这里将把所有旅程的改进机会排成一张清单，价值最高的在前。", first: "每一项附评分区间、影响的客户数和涉及的金额。", second: "瓶颈、人群之间的差距，以及流失客户的共同点。", third: "每一项都能在旅程图的痛点处打开。", meanwhile: "在此之前，旅程图会用文字说明最大的流失，也可以直接提问：", go: "分析" },
  "zh-Hant": { title: "洞察", notYet: "尚未提供", what: "這裡將把所有旅程的改善機會排成一張清單，價值最高的在前。", first: "每一項附評分區間、影響的客戶數和涉及的金額。", second: "瓶頸、客群之間的差距，以及流失客戶的共同點。", third: "每一項都能在旅程圖的痛點處開啟。", meanwhile: "在此之前，旅程圖會用文字說明最大的流失，也可以直接提問：", go: "分析" },
} satisfies Texts;
