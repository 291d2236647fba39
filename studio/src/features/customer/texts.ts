import type { Texts } from "../../model/texts";

export const texts = {
  en: {
    title: "Customer", search: "Phone, member number, order, e-mail, any identifier", find: "Find", hint: "Type an identifier, or come here from a number on the map: every number leads to the people behind it.", several: "{{n}} customers carry this identifier",
    timeline: "Timeline", more: "Show more", outside: "Outside the map", on: "On the journey", noJourney: "no map", facts: "{{n}} events from {{from}} to {{to}}", properties: "Properties", value: "value {{value}}",
    identifiers: "Identifiers", why: "Why they are one customer", refused: "Not joined", seen: "seen in {{event}} of {{source}}, {{first}}", decisions: "Decisions of people", never: "Never these two", always: "Always these two", undo: "Undo", split: "Never these two: {{a}} and {{b}}", splitDone: "{{a}} and {{b}} are never one customer from now on", undone: "The decision is taken back", join: "Always these two: {{a}} and {{b}}", joinDone: "{{a}} and {{b}} are one customer from now on",
    lifecycle: "Stage of life", since: "since {{time}}", segments: "Segments", personas: "Personas", tags: "Tags", traits: "Traits", likes: "Likes", dislikes: "Dislikes", consent: "Consent", allowed: "allowed", notAllowed: "not allowed", purchases: "Purchases", orders: "{{n}} orders", membership: "Membership", member: "Member since {{time}}", noMember: "Not a member", points: "{{n}} points", promises: "Promises", until: "until {{time}}", none: "None", preferred: "Prefers {{channel}}",
    state_open: "open", state_running: "running", state_kept: "kept", state_broken: "broken", state_expired: "expired, not used", state_late: "too late", state_other: "{{state}}",
  },
  "zh-Hans": {
    title: "客户", search: "手机号、会员号、订单号、邮箱或任何标识", find: "查找", hint: "输入一个标识，或从旅程图上的数字进入：每个数字都能看到背后的人。", several: "有 {{n}} 位客户带有这个标识",
    timeline: "时间线", more: "显示更多", outside: "旅程图之外", on: "对照旅程", noJourney: "不对照", facts: "{{from}} 至 {{to}} 共 {{n}} 个事件", properties: "属性", value: "数值 {{value}}",
    identifiers: "标识", why: "为何是同一位客户", refused: "未合并", seen: "见于 {{source}} 的 {{event}}，{{first}}", decisions: "人工决定", never: "永不合并", always: "始终合并", undo: "撤销", split: "永不合并：{{a}} 与 {{b}}", splitDone: "{{a}} 与 {{b}} 从现在起不再是同一位客户", undone: "已撤回决定", join: "始终合并：{{a}} 与 {{b}}", joinDone: "{{a}} 与 {{b}} 从现在起是同一位客户",
    lifecycle: "生命周期阶段", since: "自 {{time}}", segments: "人群", personas: "客户角色", tags: "标签", traits: "特征", likes: "喜欢", dislikes: "不喜欢", consent: "授权同意", allowed: "允许", notAllowed: "不允许", purchases: "购买", orders: "{{n}} 笔订单", membership: "会员", member: "{{time}} 起为会员", noMember: "不是会员", points: "{{n}} 积分", promises: "服务承诺", until: "截至 {{time}}", none: "无", preferred: "偏好 {{channel}}",
    state_open: "待处理", state_running: "进行中", state_kept: "已兑现", state_broken: "未兑现", state_expired: "已过期，未使用", state_late: "逾期", state_other: "{{state}}",
  },
  "zh-Hant": {
    title: "客戶", search: "手機、會員編號、訂單編號、電子郵件或任何識別碼", find: "尋找", hint: "輸入一個識別碼，或從旅程圖上的數字進入：每個數字都能看到背後的人。", several: "有 {{n}} 位客戶帶有這個識別碼",
    timeline: "時間軸", more: "顯示更多", outside: "旅程圖之外", on: "對照旅程", noJourney: "不對照", facts: "{{from}} 至 {{to}} 共 {{n}} 個事件", properties: "屬性", value: "數值 {{value}}",
    identifiers: "識別碼", why: "為何是同一位客戶", refused: "未合併", seen: "見於 {{source}} 的 {{event}}，{{first}}", decisions: "人工決定", never: "永不合併", always: "一律合併", undo: "復原", split: "永不合併：{{a}} 與 {{b}}", splitDone: "{{a}} 與 {{b}} 從現在起不再是同一位客戶", undone: "已撤回決定", join: "一律合併：{{a}} 與 {{b}}", joinDone: "{{a}} 與 {{b}} 從現在起是同一位客戶",
    lifecycle: "生命週期階段", since: "自 {{time}}", segments: "客群", personas: "客戶角色", tags: "標籤", traits: "特徵", likes: "喜歡", dislikes: "不喜歡", consent: "授權同意", allowed: "允許", notAllowed: "不允許", purchases: "購買", orders: "{{n}} 筆訂單", membership: "會員", member: "{{time}} 起為會員", noMember: "不是會員", points: "{{n}} 點", promises: "服務承諾", until: "至 {{time}}", none: "無", preferred: "偏好 {{channel}}",
    state_open: "待處理", state_running: "進行中", state_kept: "已兌現", state_broken: "未兌現", state_expired: "已過期，未使用", state_late: "逾期", state_other: "{{state}}",
  },
} satisfies Texts;
