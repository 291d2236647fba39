#include "collect/table_kind.h"

#include <array>
#include <vector>

#include "base/text.h"

namespace cairn::collect {
namespace {

using Use = TablePart::Use;

constexpr std::string_view kind_names[table_kind_count] = {"members",   "products", "stores",   "staff",
                                                           "campaigns", "costs",    "consents", "counts"};

constexpr TablePart members[] = {
    {"member", "会员卡号 会员号 会员编号 会员id 會員卡號 會員編號 memberid memberno customerid customer 客户id 手机号",
     Use::key},
    {"name", "会员姓名 姓名 会员名 會員姓名 name fullname", Use::name, false}};
constexpr TablePart products[] = {
    {"product",
     "商品编码 商家编码 商品编号 商品条码 货号 商品id sku编码 sku 商品編號 貨號 productid productcode itemid code id",
     Use::key},
    {"name", "商品名称 宝贝标题 商品标题 品名 名称 商品名稱 productname title name", Use::name}};
constexpr TablePart stores[] = {
    {"store", "门店编号 门店编码 门店代码 店号 店铺编号 門市編號 門店編號 storeid storecode store code id", Use::key},
    {"name", "门店名称 店名 店铺名称 门店 名称 門市名稱 門店名稱 storename name", Use::name}};
constexpr TablePart staff[] = {
    {"staff", "员工编号 工号 导购编号 导购工号 店员编号 收银员编号 員工編號 staffid employeeid clerkid clerk code id",
     Use::key},
    {"name", "员工姓名 姓名 导购姓名 導購姓名 員工姓名 staffname name", Use::name}};
constexpr TablePart campaigns[] = {
    {"campaign",
     "活动编号 活动id 活动代码 计划id 推广计划id 活動編號 campaignid campaigncode utmcampaign campaign code id",
     Use::key},
    {"name", "活动名称 计划名称 推广计划名称 名称 活動名稱 campaignname name title", Use::name}};
constexpr TablePart costs[] = {
    {"day", "日期 月份 时间 期间 date day month period", Use::time},
    {"spent_on", "活动编号 活动id 计划id 渠道 推广渠道 项目 活动名称 費用項目 campaignid campaign channel item",
     Use::key},
    {"amount", "花费 费用 金额 消耗 成本 实际花费 費用 金額 cost amount spend", Use::number},
    {"currency", "币种 幣別 currency", Use::text, false}};
constexpr TablePart consents[] = {
    {"who",
     "会员卡号 会员号 会员编号 手机号 手机号码 openid 邮箱 客户id 會員卡號 customerid memberid customer phone email",
     Use::key},
    {"channel", "渠道 触达渠道 通路 channel", Use::key},
    {"purpose", "用途 目的 使用目的 purpose", Use::key, false},
    {"granted", "是否同意 同意 授权状态 同意状态 状态 是否授權 consent granted optin status state", Use::answer},
    {"text_version", "条款版本 文本版本 协议版本 隐私政策版本 版本 條款版本 textversion consentversion version",
     Use::text, false},
    {"given", "同意时间 授权时间 签署时间 同意日期 时间 日期 同意時間 授權時間 consentedat givenat grantedat date time",
     Use::time, false}};
constexpr TablePart counts[] = {
    {"measure", "指标 指标名称 类型 指標 measure metric", Use::key},
    {"place", "门店编号 门店 地点 位置 渠道 店号 場所 門市 place store storeid location channel", Use::key},
    {"hour", "时间 小时 时段 日期 時間 hour time datetime date", Use::time, true, true},
    {"unit", "单位 單位 unit", Use::key, false},
    {"value", "数值 数量 人数 人次 次数 值 數值 數量 人數 value count number", Use::number}};

}  // namespace

std::string_view name_of(TableKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Result<TableKind> parse_table_kind(std::string_view name) {
  for (std::size_t k = 0; k < table_kind_count; ++k)
    if (kind_names[k] == name) return static_cast<TableKind>(k);
  std::vector<std::string> known(std::begin(kind_names), std::end(kind_names));
  known.emplace_back("orders");
  return Error{ErrorCode::usage, "there is no table '" + std::string(name) + "'", "--as", suggest(name, known)};
}

std::span<const TablePart> parts_of(TableKind kind) {
  switch (kind) {
    case TableKind::members:
      return members;
    case TableKind::products:
      return products;
    case TableKind::stores:
      return stores;
    case TableKind::staff:
      return staff;
    case TableKind::campaigns:
      return campaigns;
    case TableKind::costs:
      return costs;
    case TableKind::consents:
      return consents;
    case TableKind::counts:
      return counts;
  }
  return {};
}

}  // namespace cairn::collect
