#include "collect/roles.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "collect/amount.h"

namespace cairn::collect {
namespace {

struct RoleWords {
  std::string_view name, option;
  std::string_view exact, usual, weak;  ///< normalised names, blank-separated, best first
};

/// In the order of Role.
constexpr RoleWords role_words[role_count] = {
    {"customer", "--customer",
     "case:concept:name customerid customer clientid client userid memberid custid custno customerno customernumber "
     "customerkey "
     "客户id 客户编号 客户号 客户代码 会员id 会员号 会员编号 会员卡号 用户id 用户编号 用户号 顾客id 顾客编号 顾客号 "
     "买家id "
     "客戶id 客戶編號 客戶號 會員id 會員號 會員編號 會員卡號 用戶id 用戶編號 使用者id 顧客id 顧客編號 買家id",
     "user uid member memberno openid unionid distinctid profileid personid visitorid accountid contactid subscriberid "
     "buyerid "
     "shopperid guestid caseid case:id case 客户 会员 用户 顾客 买家 会员名 用户名 买家会员名 买家昵称 客戶 會員 用戶 "
     "使用者 顧客 買家 "
     "案例id 案例编号 案例",
     "account contact visitor person anonymousid cookieid deviceid device email emailaddress mail phone phonenumber "
     "mobile mobileno "
     "tel 手机号 手机号码 手机 电话 联系电话 邮箱 手機號碼 手機 電話 信箱 设备id 設備id customername username 姓名 "
     "客户名称 客户姓名 "
     "客戶名稱"},
    {"event", "--event-column",
     "concept:name event eventname eventtype activity activityname 事件 事件名 事件名称 事件类型 活动名称 行为 "
     "行为类型 事件名稱 "
     "事件類型 行為 行為類型",
     "action actiontype actionname behavior behaviour behaviortype behaviourtype interaction interactiontype "
     "activitytype "
     "动作 动作类型 操作 操作类型 活动 触点 動作 操作類型 活動 接觸點",
     "touchpoint step task operation type status state 类型 状态 步骤 環節 环节 類型 狀態"},
    {"time", "--time",
     "time:timestamp timestamp eventtime eventtimestamp time ts datetime occurredat eventdate eventdatetime 时间 "
     "时间戳 事件时间 "
     "发生时间 行为时间 時間 時間戳 事件時間 發生時間",
     "date createdat created creationtime createtime createdtime timestampms timems servertime clienttime logtime "
     "visittime "
     "orderdate ordertime orderedat invoicedate purchasedate purchasetime purchasedat transactiondate transactiontime "
     "paidat paytime "
     "paymenttime starttime starttimestamp start 日期 下单时间 下单日期 订单时间 创建时间 付款时间 支付时间 交易时间 "
     "交易日期 购买时间 "
     "操作时间 访问时间 记录时间 成交时间 消费时间 下單時間 下單日期 訂單時間 建立時間 付款時間 支付時間 交易時間 "
     "購買時間",
     "day updatedat completetimestamp completetime endtime sentat receivedat 更新时间 完成时间 结束时间 登记时间 時刻 "
     "时刻"},
    {"channel", "--channel", "channel channelname channelid 渠道 渠道名称 渠道类型 通路 管道 渠道名稱",
     "touchchannel saleschannel orderchannel eventchannel platform 平台 平臺 来源渠道 销售渠道 下单渠道 來源渠道 端 "
     "终端",
     "medium source utmsource utmmedium storetype 来源 來源 媒介 入口"},
    {"amount", "--amount",
     "amount totalamount orderamount revenue grossamount netamount paidamount paymentamount transactionamount "
     "salesamount amt 金额 "
     "实付金额 实付款 支付金额 付款金额 订单金额 交易金额 成交金额 消费金额 总金额 金額 實付金額 支付金額 付款金額 "
     "訂單金額 交易金額 "
     "消費金額 總金額",
     "amountusd amountcny amounteur amountgbp amounthkd amounttwd revenueusd revenuecny revenueeur gmv sales turnover "
     "spend total "
     "ordertotal totalprice totalvalue dollarvalue ordervalue 总价 销售额 营业额 应付金额 實付 实付 總價 銷售額 營業額",
     "price unitprice saleprice itemprice 价格 单价 售价 價格 單價 售價"},
    {"currency", "--currency", "currency currencycode iso4217 币种 货币 币别 幣別 貨幣 幣種", "货币代码 貨幣代碼 curr",
     ""},
    {"value", "--value", "value score eventvalue 值 评分 得分 分值 評分",
     "rating nps csat ces satisfaction stars star 满意度 星级 打分 滿意度 星級 数值 數值", ""},
    {"event id", "--id",
     "eventid eventuuid messageid insertid eventkey recordid logid 事件id 事件编号 消息id 记录id 日志id 事件編號 "
     "訊息id 紀錄id",
     "uuid guid 流水号 流水號 记录编号 唯一标识", "id rowid"},
    {"session", "--session", "sessionid session sessionkey 会话id 会话 會話id 工作階段",
     "visitid ga_session_id gasessionid 访问id 会话编号", ""},
};

/// Position of `word` in the blank-separated list, or -1.
int position(std::string_view list, std::string_view word) {
  if (word.empty()) return -1;
  int at = 0;
  while (!list.empty()) {
    auto end = list.find(' ');
    if (list.substr(0, end) == word) return at;
    if (end == std::string_view::npos) return -1;
    list.remove_prefix(end + 1);
    ++at;
  }
  return -1;
}

const RoleWords& words_of(Role role) { return role_words[static_cast<std::size_t>(role)]; }

}  // namespace

std::string normal_name(std::string_view name) {
  std::string plain;
  int depth = 0;
  for (std::size_t at = 0; at < name.size();) {
    std::size_t before = at;
    char32_t code = next_code_point(name, at);
    bool opens = code == '(' || code == U'（' || code == '[' || code == U'【';
    bool closes = code == ')' || code == U'）' || code == ']' || code == U'】';
    if (opens) ++depth;
    bool dropped = depth > 0 || closes || code == ' ' || code == '_' || code == '-' || code == '.' || code == 0xA0 ||
                   code == 0x3000;
    if (closes && depth > 0) --depth;
    if (!dropped) plain += name.substr(before, at - before);
  }
  return to_lower(plain);
}

std::string_view name_of(Role role) { return words_of(role).name; }
std::string_view option_of(Role role) { return words_of(role).option; }

Strength strength_of(std::string_view column_name, Role role) {
  auto plain = normal_name(column_name);
  const auto& words = words_of(role);
  if (position(words.exact, plain) >= 0) return Strength::exact;
  if (position(words.usual, plain) >= 0) return Strength::usual;
  if (position(words.weak, plain) >= 0) return Strength::weak;
  // Endings that tell of a time whatever comes before: "shipped_at", "delivery_date", "发货时间".
  if (role == Role::time)
    for (std::string_view ending : {"time", "date", "timestamp", "时间", "日期", "時間"})
      if (plain.ends_with(ending)) return Strength::weak;
  if (role == Role::time && to_lower(column_name).ends_with("_at")) return Strength::weak;
  return Strength::none;
}

int rank_of(std::string_view column_name, Role role) {
  auto plain = normal_name(column_name);
  const auto& words = words_of(role);
  for (std::string_view list : {words.exact, words.usual, words.weak})
    if (int at = position(list, plain); at >= 0) return at;
  return 1000;
}

bool is_known_name(std::string_view column_name) {
  return std::any_of(all_roles.begin(), all_roles.end(),
                     [&](Role role) { return strength_of(column_name, role) >= Strength::usual; });
}

std::optional<std::string> currency_in_name(std::string_view column_name) {
  for (std::string_view open : {"(", "（", "["}) {
    auto from = column_name.find(open);
    if (from == std::string_view::npos) continue;
    auto inside = column_name.substr(from + open.size());
    for (std::string_view close : {")", "）", "]"}) inside = inside.substr(0, inside.find(close));
    if (auto currency = currency_of(trim(inside))) return currency;
  }
  auto cut = column_name.find_last_of("_- .");
  if (cut == std::string_view::npos) return std::nullopt;
  auto ending = column_name.substr(cut + 1);
  return ending.size() == 3 ? currency_of(ending) : std::nullopt;
}

bool is_quantity_name(std::string_view column_name) {
  auto plain = normal_name(column_name);
  return position("quantity qty units count pieces numberofitems numberofcds 数量 件数 购买数量 數量 件數", plain) >= 0;
}

bool is_member_name(std::string_view column_name) {
  return position(
             "会员卡号 会员号 会员编号 会员id 会员编码 會員卡號 會員編號 會員號 memberid memberno membernumber "
             "membercode loyaltyid cardno",
             normal_name(column_name)) >= 0;
}

bool is_joining_name(std::string_view column_name) {
  return position(
             "注册时间 入会时间 开卡时间 开卡日期 注册日期 入会日期 成为会员时间 會員註冊時間 註冊時間 入會時間 "
             "入會日期 "
             "joinedat joindate registeredat registrationdate registertime signupdate enrolledat",
             normal_name(column_name)) >= 0;
}

bool is_price_name(std::string_view column_name) {
  auto plain = normal_name(column_name);
  return position("price unitprice saleprice itemprice 价格 单价 售价 價格 單價 售價", plain) >= 0;
}

}  // namespace cairn::collect
