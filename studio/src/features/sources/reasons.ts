// Why no event could be made of an item, and what to do: the server explains in English, here are the other languages
// and a short name of each.
import { textOf, type Label, type Language } from "../../model/language";

interface Words {
  name: Record<Language, string>;
  /** In English the server's own words are shown. */
  why: Record<"zh-Hans" | "zh-Hant", string>;
}
const w = (en: string, hans: string, hant: string, whyHans: string, whyHant: string): Words => ({ name: { en, "zh-Hans": hans, "zh-Hant": hant }, why: { "zh-Hans": whyHans, "zh-Hant": whyHant } });

export const reasons: Record<string, Words> = {
  "too-large": w("Too large", "过大", "過大", "一个事件最多 32 KB；请分成几份发送，或去掉没人会问的内容。", "一個事件最多 32 KB；請分成幾份傳送，或去掉沒人會問的內容。"),
  "too-deep": w("Nested too deep", "嵌套过深", "巢狀過深", "事件的 JSON 最多嵌套 32 层；请展平。", "事件的 JSON 最多 32 層巢狀；請攤平。"),
  "too-many-keys": w("Too many keys", "字段过多", "欄位過多", "一个事件各层合计最多 512 个字段；列表请用数组发送。", "一個事件各層合計最多 512 個欄位；清單請用陣列傳送。"),
  "too-many-names": w("Too many property names", "属性名过多", "屬性名過多", "一个工作区最多 10,000 个属性名；编号、日期和人们写的文字应放在值里。", "一個工作區最多 10,000 個屬性名；編號、日期和人們寫的文字應放在值裡。"),
  "missing-id": w("No customer", "没有客户", "沒有客戶", "事件必须属于某个人：userId 或 anonymousId 不能为空、null、0、guest 之类。", "事件必須屬於某個人：userId 或 anonymousId 不能為空、null、0、guest 之類。"),
  "missing-event": w("No name", "没有事件名", "沒有事件名", "事件需要名称；track 调用写在 event 里。", "事件需要名稱；track 呼叫寫在 event 裡。"),
  "missing-type": w("Unknown type", "类型未知", "類型不明", "需要已知的类型：track、page、screen、identify、group 或 alias。", "需要已知的類型：track、page、screen、identify、group 或 alias。"),
  "not-an-object": w("Not an object", "不是对象", "不是物件", "一批数据中的每一项都应是 JSON 对象。", "一批資料中的每一項都應是 JSON 物件。"),
  "bad-number": w("Number out of range", "数字超出范围", "數字超出範圍", "数字超出可精确保存的范围；请以文本发送。", "數字超出可精確保存的範圍；請以文字傳送。"),
  "bad-text": w("Damaged text", "文本损坏", "文字損壞", "文本必须是有效的 UTF-8，且不含 NUL。", "文字必須是有效的 UTF-8，且不含 NUL。"),
  "not-json": w("Not JSON", "不是 JSON", "不是 JSON", "不符合 JSON 的规则；请检查发送方如何书写。", "不符合 JSON 的規則；請檢查傳送方如何書寫。"),
  "name-too-long": w("Name too long", "名称过长", "名稱過長", "属性名、事件名和人员标识最多 500 字节；值可以更长。", "屬性名、事件名和人員識別碼最多 500 位元組；值可以更長。"),
  "missing-time": w("No time", "没有时间", "沒有時間", "映射要从消息中取时间，但消息里没有；见映射的 time。", "對應設定要從訊息中取時間，但訊息裡沒有；見其 time。"),
  "missing-items": w("No list", "没有列表", "沒有清單", "映射要找一个列表，但消息里没有；见映射的 items。", "對應設定要找一個清單，但訊息裡沒有；見其 items。"),
  "missing-message-id": w("No message id", "没有消息编号", "沒有訊息編號", "映射要从消息中取编号，但消息里没有；见映射的 id。", "對應設定要從訊息中取編號，但訊息裡沒有；見其 id。"),
  unreadable: w("Unreadable request", "请求无法读取", "請求無法讀取", "载入时无法读取整个请求；已原样保留。", "載入時無法讀取整個請求；已原樣保留。"),
  "bad-time": w("Unreadable time", "时间无法识别", "時間無法辨識", "时间须为带时区的 ISO 8601，或 1970 年以来的毫秒数。", "時間須為帶時區的 ISO 8601，或 1970 年以來的毫秒數。"),
};

export const reasonName = (reason: string, language: Language): string => reasons[reason]?.name[language] ?? reason;

export function reasonWhy(reason: string, explanation: string, language: Language): string {
  const known: Label = { en: explanation, ...reasons[reason]?.why };
  return textOf(known, language);
}
