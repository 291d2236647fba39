import type { Texts } from "../../model/texts";

export const texts = {
  en: {
    title: "Your first map", lead: "Four steps, about a minute.", step1: "Events", step2: "A drafted map", step3: "Your first edit", step4: "Your first difference", done: "done",
    demo: "Look at a demo company", demoHint: "A simulated shoe retailer with two years of events. In a terminal:", demoThen: "Then open the link that it prints.", copy: "Copy", copied: "Copied", own: "Use a file of your own", ownHint: "One row an event, with customer, event and time: CSV, Excel, NDJSON, Parquet, XES. It stays on this server.", choose: "Choose a file…", drop: "or drop it here", uploading: "{{name}} is sent: {{share}}", reading: "{{name}} is read…",
    report: "{{events}} events from {{from}} to {{to}}", added: "{{added}} new, {{known}} known before", refusedRows: "{{count}} rows could not be used", column: "{{role}} is read from “{{column}}”", draft: "Draft my map", drafting: "Your map is drafted from the events…", another: "Another file", noRoute: "This server takes no files over the web. In a terminal:", which: "Which columns are these?", customer: "Customer", event_column: "Event", time: "Time", retry: "Read it again",
    haveEvents: "{{count}} events are here already.", next3: "Rename something: choose a touchpoint on the map and write. Undo is one key away.", next4: "Look at the difference between what you drew and what customers did.", showDifference: "Show the difference", hide: "Hide these steps", heading: "First steps", finished: "You have seen the whole round: events, map, edit, difference.",
  },
  "zh-Hans": {
    title: "您的第一张旅程图", lead: "四步，约一分钟。", step1: "事件", step2: "起草的旅程图", step3: "第一次编辑", step4: "第一个差异", done: "完成",
    demo: "看看演示公司", demoHint: "一家模拟的鞋类零售商，含两年的事件。在终端运行：", demoThen: "然后打开它显示的链接。", copy: "复制", copied: "已复制", own: "使用自己的文件", ownHint: "每行一个事件，含客户、事件和时间：CSV、Excel、NDJSON、Parquet、XES。文件留在本服务器。", choose: "选择文件…", drop: "或拖到这里", uploading: "正在发送 {{name}}：{{share}}", reading: "正在读取 {{name}}…",
    report: "{{events}} 个事件，{{from}} 至 {{to}}", added: "新增 {{added}}，已有 {{known}}", refusedRows: "{{count}} 行无法使用", column: "{{role}} 取自“{{column}}”", draft: "起草我的旅程图", drafting: "正在根据事件起草旅程图…", another: "换一个文件", noRoute: "此服务器不通过网页接收文件。请在终端运行：", which: "这些是哪几列？", customer: "客户", event_column: "事件", time: "时间", retry: "重新读取",
    haveEvents: "已有 {{count}} 个事件。", next3: "改个名字：在旅程图上选择一个触点并输入。随时可以撤销。", next4: "看看您画的与客户实际做的有何差异。", showDifference: "显示差异", hide: "收起这些步骤", heading: "第一步", finished: "您已走完一圈：事件、旅程图、编辑、差异。",
  },
  "zh-Hant": {
    title: "您的第一張旅程圖", lead: "四步，約一分鐘。", step1: "事件", step2: "起草的旅程圖", step3: "第一次編輯", step4: "第一個差異", done: "完成",
    demo: "看看示範公司", demoHint: "一家模擬的鞋類零售商，含兩年的事件。在終端機執行：", demoThen: "然後開啟它顯示的連結。", copy: "複製", copied: "已複製", own: "使用自己的檔案", ownHint: "每列一個事件，含客戶、事件和時間：CSV、Excel、NDJSON、Parquet、XES。檔案留在本伺服器。", choose: "選擇檔案…", drop: "或拖曳到這裡", uploading: "正在傳送 {{name}}：{{share}}", reading: "正在讀取 {{name}}…",
    report: "{{events}} 個事件，{{from}} 至 {{to}}", added: "新增 {{added}}，已有 {{known}}", refusedRows: "{{count}} 列無法使用", column: "{{role}} 取自「{{column}}」", draft: "起草我的旅程圖", drafting: "正在依事件起草旅程圖…", another: "換一個檔案", noRoute: "此伺服器不透過網頁接收檔案。請在終端機執行：", which: "這些是哪幾欄？", customer: "客戶", event_column: "事件", time: "時間", retry: "重新讀取",
    haveEvents: "已有 {{count}} 個事件。", next3: "改個名字：在旅程圖上選擇一個接觸點並輸入。隨時可以復原。", next4: "看看您畫的與客戶實際做的有何差異。", showDifference: "顯示差異", hide: "收起這些步驟", heading: "第一步", finished: "您已走完一圈：事件、旅程圖、編輯、差異。",
  },
} satisfies Texts;
