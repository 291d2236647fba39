import type { Texts } from "../model/texts";

export const texts = {
  en: { map: "Map", journeys: "Journeys", customer: "Customer", ask: "Ask", insights: "Insights", guide: "Guide", proof: "Proof", sources: "Sources", settings: "Settings", navigation: "Screens", skip: "Skip to the content", signIn: "Sign in", token: "Admin token", tokenHint: "The server printed it at its first start; cairn serve --new-token makes another.", wrongToken: "The server does not know this token.", noPage: "There is no such page.", home: "To the map", signedOut: "You have been signed out. Sign in again to go on.", language: "Language" },
  "zh-Hans": { map: "旅程图", journeys: "旅程库", customer: "客户", ask: "分析", insights: "洞察", guide: "旅程编排", proof: "效果验证", sources: "数据来源", settings: "设置", navigation: "页面", skip: "跳到内容", signIn: "登录", token: "管理员令牌", tokenHint: "服务器首次启动时已显示；cairn serve --new-token 可以生成新的。", wrongToken: "服务器不认识这个令牌。", noPage: "没有这个页面。", home: "返回旅程图", signedOut: "您已退出。请重新登录以继续。", language: "语言" },
  "zh-Hant": { map: "旅程圖", journeys: "旅程庫", customer: "客戶", ask: "分析", insights: "洞察", guide: "旅程編排", proof: "成效驗證", sources: "資料來源", settings: "設定", navigation: "頁面", skip: "跳到內容", signIn: "登入", token: "管理員權杖", tokenHint: "伺服器首次啟動時已顯示；cairn serve --new-token 可以產生新的。", wrongToken: "伺服器不認得這個權杖。", noPage: "沒有這個頁面。", home: "回到旅程圖", signedOut: "您已登出。請重新登入以繼續。", language: "語言" },
} satisfies Texts;
