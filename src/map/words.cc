#include "map/words.h"

#include <array>
#include <cmath>

#include "base/check.h"

namespace cairn::map {

namespace {

struct Entry {
  Word name;
  Label label;  // zh-Hans, zh-Hant, en
};

const Entry entries[] = {
    {Word::stage, {"阶段", "階段", "Stage"}},
    {Word::touchpoint, {"触点", "接觸點", "Touchpoint"}},
    {Word::touchpoints, {"触点", "接觸點", "Touchpoints"}},
    {Word::channel, {"渠道", "通路", "Channel"}},
    {Word::actions, {"客户行为", "客戶行為", "Customer actions"}},
    {Word::emotion, {"情绪", "情緒", "Emotion"}},
    {Word::pains, {"痛点", "痛點", "Pain points"}},
    {Word::opportunities, {"改进机会", "改善機會", "Opportunities"}},
    {Word::milestones, {"里程碑", "里程碑", "Milestones"}},
    {Word::decisions, {"决策点", "岔路口", "Decision points"}},
    {Word::as_is, {"现状", "現狀", "As-is"}},
    {Word::to_be, {"目标旅程", "目標旅程", "To-be"}},
    {Word::version, {"版本 {0}", "版本 {0}", "version {0}"}},
    {Word::goal, {"目标", "目標", "Goal"}},
    {Word::period, {"期间", "期間", "Period"}},
    {Word::basis, {"数据", "資料", "Data"}},
    {Word::coverage, {"覆盖", "涵蓋", "Coverage"}},
    {Word::findings, {"主要发现", "主要發現", "Main findings"}},
    {Word::map_word, {"旅程图", "旅程圖", "Journey map"}},
    {Word::case_word, {"旅程实例", "旅程實例", "Case"}},

    {Word::n_cases, {"{0} 个旅程实例", "{0} 個旅程實例", "{0} case(s)"}},
    {Word::n_customers, {"{0} 位客户", "{0} 位客戶", "{0} customer(s)"}},
    {Word::n_events, {"{0} 个事件", "{0} 個事件", "{0} event(s)"}},
    {Word::covers, {"覆盖 {0} 的事件", "涵蓋 {0} 的事件", "covers {0} of events"}},
    {Word::covers_overview, {"图中显示 {0}", "圖中顯示 {0}", "{0} shown here"}},
    {Word::fresh_until, {"数据截至 {0}", "資料截至 {0}", "data until {0}"}},
    {Word::reached_goal, {"{0} 达成目标", "{0} 達成目標", "{0} reached the goal"}},
    {Word::no_data, {"没有数据", "沒有資料", "No data"}},
    {Word::no_data_long,
     {"还没有数据：图中只有设计，没有实测数字。", "還沒有資料：圖中只有設計，沒有實測數字。",
      "No data yet: this is the designed map, without observed numbers."}},
    {Word::case_customer, {"一位客户为一个实例", "一位客戶為一個實例", "one case = one customer"}},
    {Word::case_session,
     {"一次会话为一个实例（间隔超过 {0}）", "一次工作階段為一個實例（間隔超過 {0}）",
      "one case = one session (gap over {0})"}},
    {Word::case_object, {"每个 {0} 为一个实例", "每個 {0} 為一個實例", "one case = one {0}"}},
    {Word::case_episode, {"从起点到终点为一个实例", "從起點到終點為一個實例", "one case = from start to end"}},

    {Word::entered, {"进入", "進入", "entered"}},
    {Word::n_entered, {"{0} 进入", "{0} 進入", "{0} entered"}},
    {Word::move_on, {"继续", "繼續", "move on"}},
    {Word::share_move_on, {"{0} 继续", "{0} 繼續", "{0} move on"}},
    {Word::share_leave, {"{0} 离开", "{0} 離開", "{0} leave"}},
    {Word::leave_at, {"{0} 在「{1}」离开", "{0} 在「{1}」離開", "{0} leave at {1}"}},
    {Word::share_in_progress, {"{0} 在途", "{0} 在途", "{0} in progress"}},
    {Word::dwell, {"停留", "停留", "stay"}},
    {Word::dwell_median, {"停留中位数 {0}", "停留中位數 {0}", "median stay {0}"}},
    {Word::kept, {"达成", "達成", "kept"}},
    {Word::missed, {"未达成", "未達成", "missed"}},
    {Word::in_progress, {"在途", "在途", "in progress"}},
    {Word::share_kept, {"{0} 达成", "{0} 達成", "{0} kept"}},
    {Word::share_missed, {"{0} 未达成", "{0} 未達成", "{0} missed"}},
    {Word::end_of_map, {"旅程图终点", "旅程圖終點", "end of the map"}},

    {Word::cases, {"实例", "實例", "cases"}},
    {Word::next_after, {"到下一步", "到下一步", "next after"}},
    {Word::leave_here, {"离开", "離開", "leave"}},
    {Word::last_step, {"最后一步", "最後一步", "last step"}},
    {Word::come_back, {"重复", "重複", "again"}},
    {Word::failed, {"失败", "失敗", "failed"}},
    {Word::share_leave_here, {"{0} 在此离开", "{0} 在此離開", "{0} leave here"}},
    {Word::share_last_step, {"{0} 以此为最后一步", "{0} 以此為最後一步", "last step of {0}"}},
    {Word::share_come_back, {"{0} 再来一次", "{0} 再來一次", "{0} come back"}},
    {Word::n_failed, {"{0} 次失败", "{0} 次失敗", "{0} failed"}},
    {Word::more_touchpoints, {"另有 {0} 个触点", "另有 {0} 個接觸點", "+{0} more touchpoint(s)"}},
    {Word::more_short, {"+{0}", "+{0}", "+{0}"}},
    {Word::offline, {"线下", "線下", "offline"}},
    {Word::online, {"线上", "線上", "online"}},
    {Word::wechat, {"微信", "微信", "WeChat"}},
    {Word::channel_unknown, {"渠道未知", "通路未知", "channel not known"}},
    {Word::external, {"外部", "外部", "not ours"}},

    {Word::again, {"重复", "重複", "again"}},
    {Word::back_to, {"从「{0}」回到「{1}」", "從「{0}」回到「{1}」", "{0} back to {1}"}},
    {Word::n_times, {"{0} 次", "{0} 次", "{0} time(s)"}},
    {Word::after_it, {"到下一步 {0}", "到下一步 {0}", "next after {0}"}},
    {Word::leaves, {"离开", "離開", "leaves"}},
    {Word::fork, {"岔路", "岔路", "fork"}},
    {Word::detour, {"绕行", "繞路", "detour"}},
    {Word::evidence, {"依据", "依據", "Evidence"}},
    {Word::n_meet, {"n = {0}", "n = {0}", "n = {0}"}},
    {Word::of_cases, {"占 {0}", "占 {0}", "{0} of those here"}},
    {Word::outcome_gap, {"达成目标 {0}，其他 {1}", "達成目標 {0}，其他 {1}", "{0} reach the goal, others {1}"}},
    {Word::extra_loss, {"多流失 {0}", "多流失 {0}", "{0} lost because of it"}},
    {Word::wait_of, {"等待 {0}", "等待 {0}", "wait {0}"}},
    {Word::severity, {"严重程度 {0}/5", "嚴重程度 {0}/5", "severity {0} of 5"}},
    {Word::solves, {"针对 {0}", "針對 {0}", "for {0}"}},
    {Word::no_pains, {"没有发现痛点", "沒有發現痛點", "none found"}},
    {Word::no_scores, {"暂无评分", "尚無評分", "No scores yet"}},
    {Word::no_scores_long,
     {"暂无评分：接入满意度、评价或访谈后，才画情绪曲线。", "尚無評分：接上滿意度、評價或訪談後，才畫情緒曲線。",
      "No scores yet: the curve is drawn once ratings, reviews or interviews are there."}},
    {Word::within, {"{0}内", "{0}內", "within {0}"}},
    {Word::absent, {"无：{0}", "無：{0}", "no {0}"}},

    {Word::emotion_observed, {"实测", "實測", "observed"}},
    {Word::emotion_inferred, {"推断", "推斷", "inferred"}},
    {Word::emotion_assumed, {"假设", "假設", "assumed"}},
    {Word::emotion_target, {"目标", "目標", "target"}},
    {Word::emotion_interval, {"（{0} 至 {1}）", "（{0} 至 {1}）", "({0} to {1})"}},
    {Word::emotion_score, {"情绪（−2 至 +2）", "情緒（−2 至 +2）", "Emotion, −2 to +2"}},
    {Word::interval, {"95 % 区间", "95 % 區間", "95 % interval"}},
    {Word::known_from, {"来源", "來源", "Known from"}},
    {Word::share_answered, {"{0} 作答", "{0} 作答", "{0} answered"}},
    {Word::response, {"作答率", "作答率", "Response"}},
    {Word::too_few_answers, {"评分 {0} 条，至少需 {1} 条", "評分 {0} 則，至少需 {1} 則", "{0} answer(s), {1} needed"}},
    {Word::def_emotion,
     {"情绪：评分换算成 −2 至 +2 的加权平均；区间以客户为单位重抽样得出；评分太少处断开。推断只看离开、失败、重复和等"
      "待，只会偏低。作答率：到过此处的客户中作答者的占比。",
      "情緒：評分換算成 −2 至 +2 的加權平均；區間以客戶為單位重抽樣得出；評分太少處斷開。推斷只看離開、失敗、重複和等"
      "待，只會偏低。作答率：到過此處的客戶中作答者的占比。",
      "Emotion: the weighted mean of scores, put on −2 to +2; its interval comes from drawing customers again; too few "
      "answers leave a gap. Inferred marks look at leaving, failing, repeating and waiting only, and can only be low. "
      "Answered: share of the customers seen there who gave a score."}},
    {Word::promises, {"服务承诺", "服務承諾", "Promises"}},
    {Word::promise_kept, {"{0} 履行", "{0} 履行", "{0} kept"}},
    {Word::promise_broken, {"{0} 未履行", "{0} 未履行", "{0} broken"}},
    {Word::promise_open, {"{0} 件待处理", "{0} 件待處理", "{0} without an answer yet"}},
    {Word::promise_late, {"{0} 件逾期提出", "{0} 件逾期提出", "{0} asked too late"}},
    {Word::promise_unasked, {"承诺 {0} 次，无人提出", "承諾 {0} 次，無人提出", "made {0} time(s), nobody asked"}},
    {Word::promise_same_place, {"原处未履行 {0}", "原處未履行 {0}", "{0} broken in the same place"}},
    {Word::promise_other_place, {"别处未履行 {0}", "別處未履行 {0}", "{0} broken elsewhere"}},
    {Word::promise_finding,
     {"“{0}”：{1}的客户有 {2} 被拒绝（n = {3}）", "「{0}」：{1}的客戶有 {2} 被拒絕（n = {3}）",
      "“{0}”: {2} of those who asked {1} were refused (n = {3})"}},
    {Word::promise_places,
     {"，在别处提出为 {0}，原处为 {1}", "，在別處提出為 {0}，原處為 {1}",
      "; {0} of those who asked elsewhere, {1} in the same place"}},
    {Word::asked_inside, {"在 {0} 内提出", "在 {0} 內提出", "within {0}"}},
    {Word::asked_for_it, {"提出", "提出", "for it"}},
    {Word::any_store, {"任意门店", "任一門市", "in any shop"}},
    {Word::same_store, {"限购买门店", "限購買門市", "in the same shop"}},
    {Word::made_count, {"已承诺", "已承諾", "Made"}},
    {Word::asked_count, {"期限内提出", "期限內提出", "Asked in time"}},
    {Word::kept_count, {"履行", "履行", "Kept"}},
    {Word::broken_count, {"未履行", "未履行", "Broken"}},
    {Word::open_count, {"待处理", "待處理", "No answer yet"}},
    {Word::late_count, {"逾期提出", "逾期提出", "Asked too late"}},
    {Word::late_refused_count, {"逾期被拒", "逾期被拒", "Refused rightly"}},
    {Word::def_promise,
     {"服务承诺：期限内提出、已有答复的请求中，履行与未履行的占比；逾期提出的另计，待处理的不计入。",
      "服務承諾：期限內提出、已有答覆的請求中，履行與未履行的占比；逾期提出的另計，待處理的不計入。",
      "Promise: of requests made in time that have an answer, the shares kept and broken. Late requests are counted "
      "apart, and those without an answer yet are in neither."}},
    {Word::target_only, {"目标 {0}", "目標 {0}", "target {0}"}},
    {Word::target_met, {"目标 {0}：已达到（{1}）", "目標 {0}：已達到（{1}）", "target {0}: met ({1})"}},
    {Word::target_missed, {"目标 {0}：未达到（{1}）", "目標 {0}：未達到（{1}）", "target {0}: not met ({1})"}},
    {Word::target_word, {"目标", "目標", "Target"}},

    {Word::chart_stages, {"阶段漏斗", "階段漏斗", "Stages as a funnel"}},
    {Word::chart_stages_about,
     {"进入每个阶段的实例，以及之后的去向。购买之后的阶段按里程碑判断，沉默不算流失。",
      "進入每個階段的實例，以及之後的去向。購買之後的階段依里程碑判斷，沉默不算流失。",
      "Cases that entered each stage, and what became of them. Stages after the purchase are judged by milestones: "
      "silence is not loss."}},
    {Word::chart_flow, {"主要步骤流转", "主要步驟流轉", "Where customers go next"}},
    {Word::chart_flow_about,
     {"触点之间最常见的流转，宽度表示次数；橙色为回到前面的触点。",
      "接觸點之間最常見的流轉，寬度表示次數；橙色為回到前面的接觸點。",
      "The most frequent steps between touchpoints; width is their count, orange goes back to an earlier one."}},
    {Word::chart_waits, {"到下一步的时间", "到下一步的時間", "How long until the next step"}},
    {Word::chart_waits_about,
     {"条形为中位数，细线到 95 分位；刻度为对数。", "長條為中位數，細線到第 95 百分位；刻度為對數。",
      "Bar: median. Line: 95th percentile. The scale is logarithmic."}},
    {Word::chart_leaves, {"在哪里离开", "在哪裡離開", "Where customers leave"}},
    {Word::chart_leaves_about,
     {"以该触点为最后一步的实例；在目标所在的阶段，为经过此处而没有达成目标的实例。购买之后的沉默不算流失。",
      "以該接觸點為最後一步的實例；在目標所在的階段，為經過此處而沒有達成目標的實例。購買之後的沉默不算流失。",
      "Cases whose last step is this touchpoint; in the stage of the goal, those that pass here and never reach it. "
      "Silence after the purchase is not loss."}},
    {Word::view_as_table, {"以表格查看", "以表格檢視", "View as table"}},
    {Word::definitions, {"数字的含义", "數字的定義", "What each number means"}},
    {Word::from_to, {"{0} → {1}", "{0} → {1}", "{0} → {1}"}},
    {Word::to_word, {"到", "到", "to"}},
    {Word::count, {"次数", "次數", "Count"}},
    {Word::share, {"占比", "占比", "Share"}},
    {Word::median, {"中位数", "中位數", "Median"}},
    {Word::p95, {"95 分位", "第 95 百分位", "95th percentile"}},
    {Word::conversion, {"转化率", "轉換率", "Conversion"}},
    {Word::end_share, {"最后一步占比", "最後一步占比", "Last step"}},
    {Word::repeat_share, {"重复占比", "重複占比", "Come back"}},
    {Word::other_steps, {"其他 {0} 项", "其他 {0} 項", "{0} more"}},

    {Word::def_case,
     {"旅程实例：一段完整经历。本图中{0}。", "旅程實例：一段完整經歷。本圖中{0}。",
      "Case: one lived journey. Here, {0}."}},
    {Word::def_entered,
     {"进入：至少碰到该阶段一个触点的实例数。", "進入：至少碰到該階段一個接觸點的實例數。",
      "Entered: cases with at least one touchpoint of the stage."}},
    {Word::def_conversion,
     {"继续：之后又到达更后阶段的实例 ÷（继续 + 离开）；仍可能继续的算在途，不计入。",
      "繼續：之後又到達更後階段的實例 ÷（繼續 + 離開）；仍可能繼續的算在途，不計入。",
      "Move on: cases that later reach a later stage ÷ (moved on + left). Cases that may still move on are in progress "
      "and not counted."}},
    {Word::def_milestone,
     {"达成 / 未达成 / 在途：购买之后的阶段按里程碑判断；期限未到的实例为在途。",
      "達成 / 未達成 / 在途：購買之後的階段依里程碑判斷；期限未到的實例為在途。",
      "Kept / missed / in progress: stages after the purchase are judged by their milestones; before its deadline a "
      "case "
      "is in progress."}},
    {Word::def_dwell,
     {"停留：从首次进入该阶段到首次进入更后阶段的时间，取中位数。",
      "停留：從首次進入該階段到首次進入更後階段的時間，取中位數。",
      "Stay: from the first touch of the stage to the first touch of a later one; the median."}},
    {Word::def_wait,
     {"到下一步：同一实例中到下一个触点的时间，取中位数。", "到下一步：同一實例中到下一個接觸點的時間，取中位數。",
      "Next after: time to the next touchpoint of the same case; the median."}},
    {Word::def_leave,
     {"离开：以该触点结束的实例 ÷ 碰到它的实例；在目标所在的阶段，为达成目标之前经过此处、最终没有达成的实例占比。",
      "離開：以該接觸點結束的實例 ÷ 碰到它的實例；在目標所在的階段，為達成目標之前經過此處、最終沒有達成的實例占比。",
      "Leave: cases that end at the touchpoint ÷ cases that touch it; in the stage of the goal, the share of those "
      "passing "
      "before the goal that never reach it."}},
    {Word::def_repeat,
     {"重复：中间有别的步骤、之后又回到该触点的实例占比。", "重複：中間有別的步驟、之後又回到該接觸點的實例占比。",
      "Again: share of its cases that come back to it after something else."}},
    {Word::def_link,
     {"流转：同一实例中相邻两个触点；占比以离开起点的全部步骤（含结束）为分母。",
      "流轉：同一實例中相鄰兩個接觸點；占比以離開起點的全部步驟（含結束）為分母。",
      "Step: two touchpoints of a case, one directly after the other; its share is of all steps from the first, "
      "endings "
      "included."}},
    {Word::def_pain,
     {"痛点的 n：遇到它的实例数；并与没有遇到它的实例比较达成目标的比例。",
      "痛點的 n：遇到它的實例數；並與沒有遇到它的實例比較達成目標的比例。",
      "n of a pain point: cases that meet it; they are compared with those that do not by the share that reaches the "
      "goal."}},
    {Word::def_coverage,
     {"覆盖：能归入本图触点的事件占全部事件的比例。", "涵蓋：能歸入本圖接觸點的事件占全部事件的比例。",
      "Coverage: share of all events that a touchpoint of this map takes."}},

    {Word::customers, {"客户", "客戶", "Customers"}},
    {Word::events, {"事件", "事件", "Events"}},
    {Word::definition, {"口径", "計算方式", "Counted as"}},
    {Word::flow, {"流转", "流轉", "flow"}},
    {Word::events_count, {"事件数", "事件數", "Events"}},
    {Word::severity_word, {"严重程度", "嚴重程度", "Severity"}},
    {Word::goal_with, {"达成目标（遇到者）", "達成目標（遇到者）", "Reach the goal, with it"}},
    {Word::goal_without, {"达成目标（未遇到）", "達成目標（未遇到）", "Reach the goal, without it"}},
    {Word::moves_on_or_kept, {"继续 / 达成", "繼續 / 達成", "move on / kept"}},
    {Word::leaves_or_missed, {"离开 / 未达成", "離開 / 未達成", "leave / missed"}},
    {Word::severity_sign, {"痛点（1–5 级）", "痛點（1–5 級）", "pain point (severity 1–5)"}},
    {Word::flow_width, {"线宽 = 次数", "線寬 = 次數", "width = count"}},
    {Word::loop_arc, {"回到前面", "回到前面", "back to an earlier step"}},
    {Word::needs_attention, {"需要关注", "需要關注", "needs attention"}},
    {Word::map_table, {"旅程图表格", "旅程圖表格", "The map as a table"}},
    {Word::scroll_hint, {"旅程图，可左右滚动", "旅程圖，可左右捲動", "Journey map, scrolls sideways"}},
    {Word::made_by, {"由 Cairn 根据事件绘制", "由 Cairn 依事件繪製", "Drawn by Cairn from events"}},
    {Word::complete_to, {"数据完整至", "資料完整至", "Complete to"}},
    {Word::days_left_out,
     {"{0}（其后 {1} 天不完整，未计入）", "{0}（其後 {1} 天不完整，未計入）",
      "{0} ({1} incomplete later day(s) left out)"}},
    {Word::late_sources, {"迟到或缺失的来源", "延遲或缺漏的來源", "Late or missing"}},
    {Word::days_behind, {"{0}（晚 {1} 天）", "{0}（晚 {1} 天）", "{0} ({1} d behind)"}},
    {Word::tied_to_customer, {"可对应到客户", "可對應到客戶", "Tied to a customer"}},
    {Word::tied_shares, {"订单 {0} · 销售额 {1}", "訂單 {0} · 銷售額 {1}", "{0} of orders · {1} of sales"}},
    {Word::tied_orders, {"订单 {0}", "訂單 {0}", "{0} of orders"}},
    {Word::excluded_records, {"已排除", "已排除", "Excluded"}},
    {Word::n_excluded, {"{0} 条员工或测试记录", "{0} 筆員工或測試紀錄", "{0} staff or test record(s)"}},
    {Word::counted, {"计数", "計數", "counted"}},
    {Word::n_counted, {"{0} 计数 {1}", "{0} 計數 {1}", "{0}: {1} counted"}},
    {Word::identified_per_counted, {"已识别实例 / 计数：{0}", "已識別實例 / 計數：{0}", "identified per counted: {0}"}},
    {Word::def_counted,
     {"计数：没有身份的数量（如客流、曝光、提及），画成斜线，不对应任何客户；“已识别实例 / "
      "计数”是两个数之比，不是转化率。",
      "計數：沒有身分的數量（如來客數、曝光、提及），畫成斜線，不對應任何客戶；「已識別實例 / "
      "計數」是兩個數的比，不是轉換率。",
      "Counted: numbers without persons (footfall, impressions, mentions), drawn hatched and joined to no customer; "
      "identified per counted is the ratio of two counts, not a conversion."}},
    {Word::def_trust,
     {"数据完整至：定期来源中最早的最后完整一天；其后的日子不进入任何比率。可对应到客户：有收入的事件中，身份为客户的比"
      "例。",
      "資料完整至：定期來源中最早的最後完整一天；其後的日子不進入任何比率。可對應到客戶：有收入的事件中，身分為客戶的比"
      "例。",
      "Complete to: the earliest last complete day of the regular sources; later days are in no rate. Tied to a "
      "customer: of the events with money coming in, those whose identifier is a customer's."}},
    {Word::nothing_here, {"这张图还没有阶段。", "這張圖還沒有階段。", "This map has no stages yet."}},
    {Word::simulated_data, {"模拟数据", "模擬資料", "Simulated data"}},
    {Word::actor_customer, {"客户", "客戶", "Customer"}},
    {Word::actor_brand, {"品牌", "品牌", "Brand"}},
    {Word::actor_staff, {"员工", "員工", "Staff"}},
    {Word::actor_third_party, {"第三方", "第三方", "Third party"}},
    {Word::score_unknown,
     {"没有情绪评分的触点写作 3：不是实测值。", "沒有情緒評分的接觸點寫作 3：並非實測值。",
      "A touchpoint without an emotion score stands at 3, which is no observation."}},
    {Word::score_assumed,
     {"情绪评分由人填写，是假设而非实测。", "情緒評分由人填寫，是假設而非實測。",
      "Emotion scores were set by hand: assumed, not observed."}},
};

std::string with_point(double value) {
  return value >= 99.95 ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value);
}

}  // namespace

const std::string& word(Word name, Language language) {
  static const std::array<const Entry*, std::size(entries)> table = [] {
    std::array<const Entry*, std::size(entries)> by_name{};
    for (const Entry& entry : entries) by_name.at(static_cast<std::size_t>(entry.name)) = &entry;
    return by_name;
  }();
  const Entry* entry = table.at(static_cast<std::size_t>(name));
  CAIRN_CHECK(entry != nullptr);
  return entry->label.in(language);
}

std::string phrase_of(Word name, Language language, fmt::format_args arguments, bool one) {
  std::string form = word(name, language);
  if (auto at = form.find("(s)"); at != std::string::npos) form.replace(at, 3, one ? "" : "s");
  return fmt::vformat(form, arguments);
}

std::string count_text(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string short_count_text(std::uint64_t count, Language language) {
  if (count < 100'000) return count_text(count);
  auto size = static_cast<double>(count);
  if (language != Language::en) {
    const bool simplified = language == Language::zh_hans;
    if (size < 99'999'500) return with_point(size / 1e4) + (simplified ? " 万" : " 萬");
    return with_point(size / 1e8) + (simplified ? " 亿" : " 億");
  }
  if (size < 999'500) return fmt::format("{:.0f} k", size / 1e3);
  if (size < 9'995'000) return fmt::format("{:.2f} M", size / 1e6);
  if (size < 999'500'000) return fmt::format("{:.1f} M", size / 1e6);
  return fmt::format("{:.2f} bn", size / 1e9);
}

std::string share_text(double share) {
  if (!std::isfinite(share)) return "–";
  double percent = share * 100;
  if (percent <= 0) return "0 %";
  if (percent < 0.1) return "< 0.1 %";
  if (percent < 0.95) return fmt::format("{:.1f} %", percent);
  if (percent > 99.4 && percent < 99.95) return fmt::format("{:.1f} %", percent);
  return fmt::format("{:.0f} %", percent);
}

std::string duration_text(double seconds, Language language) {
  if (!std::isfinite(seconds)) return "–";
  double size = std::abs(seconds);
  const bool english = language == Language::en, simplified = language == Language::zh_hans;
  auto unit = [&](const char* en, const char* hans, const char* hant) {
    return english ? en : simplified ? hans : hant;
  };
  if (size < 0.9995) return fmt::format("{:.0f} {}", seconds * 1000, unit("ms", "毫秒", "毫秒"));
  if (size < 99.95) return fmt::format("{} {}", with_point(seconds), unit("s", "秒", "秒"));
  if (size < 99.95 * 60) return fmt::format("{} {}", with_point(seconds / 60), unit("min", "分钟", "分鐘"));
  if (size < 72 * 3600) return fmt::format("{} {}", with_point(seconds / 3600), unit("h", "小时", "小時"));
  return fmt::format("{} {}", with_point(seconds / 86400), unit("days", "天", "天"));
}

std::string duration_text(Duration duration, Language language) {
  constexpr std::int64_t day = 86'400'000, hour = 3'600'000, minute = 60'000;
  const bool english = language == Language::en, simplified = language == Language::zh_hans;
  auto whole = [&](std::int64_t n, const char* en, const char* hans, const char* hant) {
    return english ? fmt::format("{} {}{}", n, en, n == 1 ? "" : "s")
                   : fmt::format("{} {}", n, simplified ? hans : hant);
  };
  if (duration.ms > 0 && duration.ms % day == 0) return whole(duration.ms / day, "day", "天", "天");
  if (duration.ms > 0 && duration.ms % hour == 0) return whole(duration.ms / hour, "hour", "小时", "小時");
  if (duration.ms > 0 && duration.ms % minute == 0) return whole(duration.ms / minute, "minute", "分钟", "分鐘");
  return duration_text(static_cast<double>(duration.ms) / 1000, language);
}

std::string date_text(Time time, const TimeZone& zone) { return format_local(time, zone).substr(0, 10); }

std::string period_text(Time from, Time to, const TimeZone& zone) {
  std::string first = date_text(from, zone), last = date_text(to, zone);
  return first == last ? first : first + " – " + last;
}

Word actor_of(const std::string& initiator) {
  if (initiator == "brand") return Word::actor_brand;
  if (initiator == "staff") return Word::actor_staff;
  if (initiator == "third-party") return Word::actor_third_party;
  return Word::actor_customer;
}

std::string case_rule_text(const journey::CaseRule& cases, Language language) {
  switch (cases.by) {
    case journey::CaseBy::session:
      return phrase(Word::case_session, language, duration_text(cases.gap, language));
    case journey::CaseBy::object:
      return phrase(Word::case_object, language, cases.property);
    case journey::CaseBy::episode:
      return word(Word::case_episode, language);
    case journey::CaseBy::customer:
      break;
  }
  return word(Word::case_customer, language);
}

}  // namespace cairn::map
