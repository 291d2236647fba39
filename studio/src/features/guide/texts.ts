import type { Texts } from "../../model/texts";

export const texts = {
  en: { title: "Guide", notYet: "Not there yet", what: "Here you will draw what happens to a customer on the journey: triggers, conditions, waits, messages.", first: "How many customers are at each node, live.", second: "Consent, quiet hours and limits are checked before anything is sent.", third: "A dry run on the last days shows who would have received what.", meanwhile: "Nothing is sent to customers from this page today. Milestones and promises are already on the", go: "map" },
  "zh-Hans": { title: "旅程编排", notYet: "尚未提供", what: "这里将可绘制客户在旅程中的引导：触发条件、判断、等待、消息。", first: "每个节点上的在途客户数实时更新。", second: "发送前检查授权、免打扰时段和频次上限。", third: "用最近几天的数据试运行，看谁会收到什么。", meanwhile: "目前本页不会向客户发送任何内容。里程碑和服务承诺已经在", go: "旅程图" },
  "zh-Hant": { title: "旅程編排", notYet: "尚未提供", what: "這裡將可繪製客戶在旅程中的引導：觸發條件、判斷、等待、訊息。", first: "每個節點上的在途客戶數即時更新。", second: "發送前檢查授權、免打擾時段與頻次上限。", third: "用最近幾天的資料試跑，看誰會收到什麼。", meanwhile: "目前本頁不會向客戶發送任何內容。里程碑與服務承諾已經在", go: "旅程圖" },
} satisfies Texts;
