#include "demo/feedback.h"

#include <span>
#include <string_view>

namespace cairn::demo {

namespace {

constexpr int tongues = 3, themes = 7;

// clang-format off
constexpr std::string_view openings[tongues][4] = {
    {"", "说实话，", "第二次买了，", "给家人买的，"},
    {"", "老實說，", "第二次幫襯，", "買給家人的，"},
    {"", "Honestly, ", "Second pair here: ", "Bought for my family: "},
};
constexpr std::string_view liked[tongues][themes][3] = {
    {{"尺码很准", "按尺码表选的，正好", "脚宽也合适"},
     {"鞋底软，走一天不累", "很轻，透气", "做工细致，好看又好穿"},
     {"几乎不用排队", "结账很快", "到店就拿到了"},
     {"店员很热情，讲得清楚", "导购帮忙挑了合适的", "店员耐心，试了三双也不催"},
     {"第二天就到了", "物流很快，包装完好", "送货准时"},
     {"下单步骤清楚", "付款很顺", "页面简单，一分钟就买好"},
     {"客服回复很快", "问题当天解决", "客服很耐心"}},
    {{"尺碼好準", "照尺碼表揀，啱啱好", "腳闊都合著"},
     {"鞋底夠軟，行成日都唔攰", "好輕身又透氣", "手工細緻，好看又好穿"},
     {"幾乎不用排隊", "結帳好快", "到店即取"},
     {"店員好有禮貌，解釋清楚", "店員幫手揀到合適的一對", "試了三對都不催促"},
     {"翌日就收到", "送貨好快，包裝完好", "送貨準時"},
     {"落單步驟清楚", "付款好順暢", "頁面簡單，一分鐘就買好"},
     {"客服覆得好快", "問題即日解決", "客服好有耐性"}},
    {{"true to size", "the size chart was right", "fits my wide feet"},
     {"soft sole, no sore feet after a day", "light and airy", "well made and good looking"},
     {"hardly any queue", "the till was quick", "picked it up at once"},
     {"friendly staff who explain things", "the assistant found the right pair", "tried three pairs and nobody hurried me"},
     {"arrived the next day", "fast delivery, well packed", "came when it was promised"},
     {"clear steps to order", "paying was easy", "done in a minute"},
     {"support answered fast", "solved the same day", "a patient answer"}},
};
constexpr std::string_view disliked[tongues][themes][3] = {
    {{"偏小一码，穿不下", "尺码表不准", "左右脚大小不一样"},
     {"磨脚，走不远", "闷脚，不透气", "没穿几次就开胶"},
     {"排队太久，只开一个收银台", "等了十几分钟", "周末人多没人管"},
     {"店员爱理不理", "没人招呼", "催着买，不舒服"},
     {"等了一周才到", "盒子压坏了", "物流几天不动"},
     {"付款前还要注册，麻烦", "步骤太多，差点不买了", "页面总是超时"},
     {"客服半天不回", "机器人答非所问", "转来转去没人解决"}},
    {{"細一個碼，穿不下", "尺碼表不準", "左右腳大小不一"},
     {"刮腳，行不遠", "焗腳，不透氣", "穿幾次就甩膠"},
     {"排隊排太耐，只開一個收銀處", "等了十幾分鐘", "週末人多無人理"},
     {"店員愛理不理", "無人招呼", "催促購買，感覺不好"},
     {"等足一星期才到", "鞋盒壓壞了", "物流幾日無更新"},
     {"付款前還要註冊，麻煩", "步驟太多，差點不買", "頁面經常逾時"},
     {"客服半天不回覆", "機械人答非所問", "轉來轉去都解決不到"}},
    {{"a size too small", "the size chart is wrong", "left and right differ"},
     {"rubs, cannot walk far", "hot and not airy", "the glue went after a few days"},
     {"queued far too long at one open till", "waited more than ten minutes", "crowded at the weekend and nobody cares"},
     {"staff ignored me", "nobody greeted us", "felt pushed to buy"},
     {"took a week to arrive", "the box was crushed", "the parcel did not move for days"},
     {"had to sign up before paying", "too many steps, almost gave up", "the page keeps timing out"},
     {"no answer for hours", "the bot did not understand", "passed around and not solved"}},
};
constexpr std::string_view happy_end[tongues][3] = {
    {"", "，推荐", "，下次还来"}, {"", "，推介", "，下次再來"}, {"", ", recommended", ", will come again"}};
constexpr std::string_view sorry_end[tongues][3] = {
    {"", "，失望", "，希望改进"}, {"", "，失望", "，希望改善"}, {"", ", disappointed", ", please improve"}};
constexpr std::string_view but[tongues] = {"，不过", "，不過", ", but "};
constexpr std::string_view full_stop[tongues] = {"。", "。", "."};
// clang-format on

std::string_view any(Random& random, std::span<const std::string_view> choices) {
  return choices[random.below(choices.size())];
}

}  // namespace

std::string feedback(Random& random, Tongue tongue, Theme theme, int stars) {
  auto in = static_cast<std::size_t>(tongue), about = static_cast<std::size_t>(theme);
  std::string text(any(random, openings[in]));
  if (stars == 3) {
    auto other = random.below(themes);
    text += any(random, liked[in][other]);
    text += but[in];
    text += any(random, disliked[in][about]);
  } else {
    bool happy = stars > 3;
    text += any(random, happy ? liked[in][about] : disliked[in][about]);
    text += any(random, happy ? happy_end[in] : sorry_end[in]);
  }
  text += full_stop[in];
  return text;
}

}  // namespace cairn::demo
