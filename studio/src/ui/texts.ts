import type { Texts } from "../model/texts";

export const texts = {
  en: { loading: "Loading…", again: "Try again", empty: "Nothing here yet", undo: "Undo", close: "Close", cancel: "Cancel", save: "Save", remove: "Remove", unreachable: "The server cannot be reached. It may have been stopped." },
  "zh-Hans": { loading: "正在加载…", again: "重试", empty: "这里还没有内容", undo: "撤销", close: "关闭", cancel: "取消", save: "保存", remove: "移除", unreachable: "无法连接服务器，它可能已停止。" },
  "zh-Hant": { loading: "載入中…", again: "重試", empty: "這裡還沒有內容", undo: "復原", close: "關閉", cancel: "取消", save: "儲存", remove: "移除", unreachable: "無法連線到伺服器，它可能已停止。" },
} satisfies Texts;
