#include <map>

#include "map/changes.h"
#include "map/document_fields.h"

// What lists and fields of a journey document are called. Traditional Chinese is written in Taiwan usage.

namespace cairn::map {
namespace {

using Words = std::map<std::string_view, Label>;

const Words lists{{"personas", {"客户角色", "客戶角色", "Persona"}},
                  {"channels", {"渠道", "通路", "Channel"}},
                  {"stages", {"阶段", "階段", "Stage"}},
                  {"touchpoints", {"触点", "接觸點", "Touchpoint"}},
                  {"links", {"连线", "連線", "Link"}},
                  {"milestones", {"里程碑", "里程碑", "Milestone"}},
                  {"decisions", {"决策点", "岔路口", "Decision point"}},
                  {"pains", {"痛点", "痛點", "Pain point"}},
                  {"gains", {"爽点", "亮點", "Gain"}},
                  {"opportunities", {"改进机会", "改善機會", "Opportunity"}},
                  {"lanes", {"泳道", "泳道", "Lane"}},
                  {"resources", {"资料", "參考資料", "Resource"}},
                  {"evidence", {"依据", "依據", "Evidence"}},
                  {"owners", {"负责部门", "負責部門", "Owner"}},
                  {"markers", {"改动标记", "改動標記", "Change marker"}}};

const Words fields_by_name{{"title", {"标题", "標題", "title"}},
                           {"label", {"名称", "名稱", "name"}},
                           {"text", {"内容", "內容", "text"}},
                           {"perspective", {"视角", "視角", "perspective"}},
                           {"version", {"版本", "版本", "version"}},
                           {"status", {"状态", "狀態", "status"}},
                           {"basis", {"基准", "基準", "basis"}},
                           {"effective", {"生效期间", "生效期間", "effective"}},
                           {"goal", {"目标", "目標", "goal"}},
                           {"purpose", {"目的", "目的", "purpose"}},
                           {"scenario", {"场景", "場景", "scenario"}},
                           {"scope", {"范围", "範圍", "scope"}},
                           {"case", {"旅程实例", "旅程實例", "case"}},
                           {"design", {"设计顺序", "設計順序", "designed order"}},
                           {"stage", {"阶段", "階段", "stage"}},
                           {"channel", {"渠道", "通路", "channel"}},
                           {"kind", {"类型", "類型", "kind"}},
                           {"owner", {"负责部门", "負責部門", "owner"}},
                           {"by", {"判断方式", "判斷方式", "judged by"}},
                           {"customerGoal", {"客户目标", "客戶目標", "customer goal"}},
                           {"counts", {"计数", "計數", "counts"}},
                           {"enter", {"进入条件", "進入條件", "enter"}},
                           {"exit", {"离开条件", "離開條件", "exit"}},
                           {"initiator", {"发起方", "發起方", "initiator"}},
                           {"receiver", {"接收方", "接收方", "receiver"}},
                           {"visibility", {"前台/后台", "前台／後台", "visibility"}},
                           {"external", {"外部", "外部", "external"}},
                           {"expected", {"是否必经", "是否必經", "expected"}},
                           {"overview", {"在概览中显示", "在總覽中顯示", "shown in the overview"}},
                           {"ends", {"结束旅程", "結束旅程", "ends the journey"}},
                           {"bind", {"事件绑定", "事件綁定", "binding"}},
                           {"action", {"行为", "行為", "action"}},
                           {"thought", {"想法", "想法", "thought"}},
                           {"expectation", {"期望", "期望", "expectation"}},
                           {"expectations", {"期望", "期望", "expectations"}},
                           {"emotion", {"情绪", "情緒", "emotion"}},
                           {"pains", {"痛点", "痛點", "pain points"}},
                           {"gains", {"爽点", "亮點", "gains"}},
                           {"moment", {"关键时刻", "關鍵時刻", "moment of truth"}},
                           {"metrics", {"指标", "指標", "measures"}},
                           {"promise", {"服务承诺", "服務承諾", "promise"}},
                           {"evidence", {"依据", "依據", "evidence"}},
                           {"note", {"备注", "備註", "note"}},
                           {"type", {"类型", "類型", "type"}},
                           {"within", {"时限", "時限", "time limit"}},
                           {"on", {"条件", "條件", "condition"}},
                           {"after", {"位置", "位置", "place"}},
                           {"target", {"目标值", "目標值", "target"}},
                           {"question", {"问题", "問題", "question"}},
                           {"branches", {"分支", "分支", "branches"}},
                           {"severity", {"严重程度", "嚴重程度", "severity"}},
                           {"at", {"所在触点", "所在接觸點", "touchpoints"}},
                           {"signal", {"事件条件", "事件條件", "signal"}},
                           {"state", {"进展", "進度", "state"}},
                           {"customerValue", {"客户价值", "客戶價值", "customer value"}},
                           {"businessValue", {"业务价值", "商業價值", "business value"}},
                           {"effort", {"投入", "投入", "effort"}},
                           {"solutions", {"方案", "方案", "solutions"}},
                           {"tasks", {"任务", "任務", "tasks"}},
                           {"experiments", {"实验", "實驗", "experiments"}},
                           {"visible", {"显示", "顯示", "visible"}},
                           {"height", {"高度", "高度", "height"}},
                           {"needs", {"需求", "需求", "needs"}},
                           {"likes", {"喜欢", "喜歡", "likes"}},
                           {"dislikes", {"不喜欢", "不喜歡", "dislikes"}},
                           {"prefChannels", {"偏好渠道", "偏好通路", "preferred channels"}},
                           {"segment", {"人群", "客群", "segment"}},
                           {"colour", {"颜色", "顏色", "colour"}},
                           {"quote", {"原话", "原話", "quote"}},
                           {"date", {"日期", "日期", "date"}},
                           {"touchpoint", {"触点", "接觸點", "touchpoint"}},
                           {"cost", {"费用", "費用", "cost"}},
                           {"href", {"链接", "連結", "link"}},
                           {"guides", {"旅程编排", "旅程編排", "guides"}},
                           {"reviews", {"定期复盘", "定期檢視", "reviews"}}};

}  // namespace

const Label& word_of_list(std::string_view list) {
  static const Label element{"元素", "元素", "Element"};
  auto found = lists.find(list);
  return found == lists.end() ? element : found->second;
}

Label word_of_field(std::string_view field) {
  auto found = fields_by_name.find(field);
  return found == fields_by_name.end() ? Label::same(std::string(field)) : found->second;
}

Label name_of_element(std::string_view list, const Json& element, const Json& document) {
  using namespace fields;
  if (list == "links") {
    auto end = [&](const char* which) {
      const Path path{"touchpoints", text(element, which)};
      const Json& touchpoint = value_at(document, path);
      return touchpoint.is_null() ? Label::same(path[1]) : name_of_element("touchpoints", touchpoint, document);
    };
    const Label from = end("from"), to = end("to");
    return {from.zh_hans + " → " + to.zh_hans, from.zh_hant + " → " + to.zh_hant, from.en + " → " + to.en};
  }
  for (const char* name : {"label", "text", "quote"})
    if (Label label = fields::label(element, name); !label.en.empty()) return label;
  return Label::same(key_of(list, element));
}

}  // namespace cairn::map
