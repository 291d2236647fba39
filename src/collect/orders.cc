#include "collect/orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "collect/amount.h"
#include "collect/recognise.h"
#include "collect/spreadsheet.h"

namespace cairn::collect {
namespace {

struct FieldWords {
  std::string_view name, event;
  std::string_view names;  ///< normalised column names, best first
};

/// In the order of OrderField. Headings of the exports of Tmall, JD and mini-program shops, of tills, and their English
/// and traditional relatives.
constexpr FieldWords field_words[order_field_count] = {
    {"placed", "order_placed",
     "订单创建时间 下单时间 订单提交时间 拍下时间 订单时间 下单日期 订单日期 创建时间 訂單成立時間 下單時間 訂單日期 "
     "orderedat orderplacedat placedat orderpurchasetimestamp ordercreatedat orderdate ordertime createdat"},
    {"paid", "order_paid",
     "订单付款时间 付款时间 支付时间 付款确认时间 买家付款时间 支付完成时间 付款日期 付款時間 支付時間 paidat "
     "paymenttime "
     "paymentdate orderapprovedat"},
    {"shipped", "order_shipped",
     "发货时间 卖家发货时间 出库时间 发货日期 出貨時間 發貨時間 shippedat shipdate shippingdate fulfilledat "
     "orderdeliveredcarrierdate"},
    {"received", "order_received",
     "确认收货时间 收货时间 签收时间 订单完成时间 交易完成时间 交易成功时间 完成时间 取貨時間 到貨時間 簽收時間 "
     "完成時間 "
     "receivedat deliveredat orderdeliveredcustomerdate completedat"},
    {"refunded", "order_refunded",
     "退款时间 退款完成时间 退款成功时间 售后完成时间 退货时间 退款時間 refundedat refunddate returnedat"},
    {"cancelled", "order_cancelled",
     "订单关闭时间 交易关闭时间 关闭时间 订单取消时间 取消时间 取消時間 cancelledat canceledat"},
    {"sold", "till_receipt",
     "交易时间 销售时间 收银时间 结账时间 小票时间 开单时间 消费时间 交易日期 销售日期 营业日期 收银日期 開單時間 "
     "交易時間 銷售時間 結帳時間 營業日期 日期 soldat saletime transactiontime transactiondate saledate date"},
    {"time of day", "", "交易时刻 销售时刻 小票时刻 时刻 时间 交易时间 销售时间 時間 時刻 clock timeofday time"},
    {"order", "",
     "主订单编号 订单编号 订单号 订单id 小票号 小票编号 小票单号 小票流水号 收银小票号 销售单号 單據編號 单据编号 "
     "单据号 "
     "交易单号 交易流水号 流水号 訂單編號 訂單號 訂單號碼 小票號 單據號 orderid orderno ordernumber receiptno "
     "receiptid "
     "receiptnumber ticketno transactionid transactionno"},
    {"customer", "",
     "买家会员名 买家openid openid 用户openid 买家id 下单帐号 下单账号 买家账号 会员卡号 会员号 会员编号 会员id 客户id "
     "用户id 買家帳號 會員卡號 會員編號 會員號 customerid memberid memberno userid buyerid 买家昵称 用户昵称 "
     "会员手机号 "
     "买家手机号 customer 手机号 手机号码 联系手机 收货人手机 收货人手机号 customeremail email"},
    {"paid amount", "",
     "买家实际支付金额 订单实付金额 实际支付金额 实付金额 实付款 实收金额 实收款 应付金额 支付金额 付款金额 结算金额 "
     "商品实付金额 成交金额 销售金额 实收 订单金额 订单总价 订单总金额 总金额 商品金额 小计 金额 實付金額 實收金額 "
     "付款金額 "
     "訂單金額 銷售金額 小計 金額 paidamount amountpaid paymentamount ordertotal totalamount orderamount netamount "
     "linetotal amount total"},
    {"refunded amount", "",
     "退款金额 已退款金额 退款总金额 退货金额 售后退款金额 退款金額 refundamount refundedamount"},
    {"product", "",
     "商家编码 商品编码 商家sku 商品id 商品条码 货号 商品货号 商品编号 sku编码 款号 貨號 商品編號 商品條碼 sku "
     "productid productcode itemid itemcode"},
    {"product name", "", "宝贝标题 标题 商品名称 商品标题 品名 商品名稱 品名 productname itemname product"},
    {"quantity", "", "宝贝总数量 购买数量 订购数量 商品数量 销售数量 数量 件数 數量 件數 購買數量 quantity qty units"},
    {"price", "", "价格 商品单价 商品价格 京东价 单价 售价 成交价 單價 售價 unitprice price itemprice"},
    {"store", "",
     "门店编号 门店编码 门店代码 店铺编号 店号 门店 门店名称 店铺名称 預約門店 門市 門市編號 門店 storeid storecode "
     "store shopid"},
    {"till", "", "收银机号 收银台 收银机 pos机号 收銀機號 till tillno register"},
    {"currency", "", "币种 货币 币别 幣別 貨幣 幣種 currency currencycode"},
};

/// Amounts that are those of a line by their name.
constexpr std::string_view line_amounts = "商品实付金额 商品金额 小计 销售金额 銷售金額 小計 linetotal 成交金额";
/// Order columns that a till writes.
constexpr std::string_view receipts =
    "小票号 小票编号 小票单号 小票流水号 收银小票号 销售单号 小票號 receiptno receiptid receiptnumber ticketno";

bool holds(std::string_view list, std::string_view word) {
  for (auto each : split(list, ' '))
    if (each == word) return true;
  return false;
}

struct Platform {
  std::string_view source, channel, telling;  ///< telling: columns that only this one has
};
constexpr Platform platforms[] = {
    {"tmall", "tmall", "买家会员名 买家支付宝账号 宝贝标题 宝贝种类 买家应付货款"},
    {"jd", "jd", "京东价 下单帐号 送装服务 付款确认时间"},
    {"miniprogram", "miniprogram", "openid 买家openid 用户openid 微信支付单号 微信支付交易单号 小程序名称 视频号带货"},
};

class Planner {
 public:
  Planner(const Sample& sample, const MappingOptions& options) : sample_(sample), options_(options) {
    for (const auto& name : sample.columns) names_.push_back(normal_name(name));
  }

  Result<std::optional<OrderPlan>> run(const std::string& path);

 private:
  void find_columns();
  void separate_clock();
  bool is_orders() const;
  Result<void> find_times(const std::string& path);
  void find_platform();
  void find_levels();
  AmountLevel level_of(std::size_t column) const;
  std::string order_of(const RecordBatch& batch, std::size_t row) const;
  bool is_price_times_quantity(const RecordBatch& batch, std::size_t row, const Amount& sum) const;
  void keep_the_rest();
  void tell();
  std::vector<std::string_view> texts(std::size_t column) const {
    std::vector<std::string_view> all;
    for (const auto& cell : sample_.cells(column))
      if (!stands_for_nothing(cell.text())) all.push_back(cell.text());
    return all;
  }
  static bool stands_for_nothing(std::string_view text) {
    return holds("- -- null NULL 无 無 / 0000-00-00 None", trim(text));
  }
  std::optional<std::size_t>& column(OrderField field) { return plan_.columns[static_cast<std::size_t>(field)]; }
  const std::string& heading(OrderField field) const { return sample_.columns[*plan_.column(field)]; }

  const Sample& sample_;
  const MappingOptions& options_;
  std::vector<std::string> names_;
  OrderPlan plan_;
  bool mainland_ = false;
};

void Planner::find_columns() {
  std::vector<bool> taken(names_.size());
  for (std::size_t f = 0; f < order_field_count; ++f) {
    for (auto wanted : split(field_words[f].names, ' ')) {
      auto found = std::find(names_.begin(), names_.end(), wanted);
      auto at = static_cast<std::size_t>(found - names_.begin());
      if (found == names_.end() || taken[at] || sample_.cells(at).empty()) continue;
      plan_.columns[f] = at;
      taken[at] = true;
      break;
    }
  }
  separate_clock();
  // A till knows one moment; a shop that also has a time of ordering is no till.
  if (plan_.has(OrderField::placed) || plan_.has(OrderField::paid)) column(OrderField::sold).reset();
  if (!plan_.of_till()) column(OrderField::clock).reset(), column(OrderField::till).reset();
  auto named = [&](Role role, OrderField field) {
    const auto& wanted = options_.column(role);
    auto found = std::find(sample_.columns.begin(), sample_.columns.end(), wanted);
    if (found != sample_.columns.end()) column(field) = static_cast<std::size_t>(found - sample_.columns.begin());
  };
  named(Role::customer, OrderField::customer);
  named(Role::amount, OrderField::paid_amount);
  named(Role::currency, OrderField::currency);
}

/// "交易日期" and "交易时间": where the column of the time holds times of day, another one holds the days.
void Planner::separate_clock() {
  auto& sold = column(OrderField::sold);
  if (!sold) return;
  auto clocks = texts(*sold);
  bool is_clock = !clocks.empty() && std::all_of(clocks.begin(), clocks.end(), [](std::string_view text) {
    return text.find(':') < 3 && read_time("2026-01-01", text, TimeRule()).has_value();
  });
  if (!is_clock) return;
  column(OrderField::clock) = sold;
  sold.reset();
  for (auto wanted : split(field_words[static_cast<std::size_t>(OrderField::sold)].names, ' '))
    for (std::size_t c = 0; c < names_.size() && !sold; ++c)
      if (names_[c] == wanted && c != column(OrderField::clock)) sold = c;
}

bool Planner::is_orders() const {
  if (!plan_.has(OrderField::order)) return false;
  std::size_t steps = 0;
  for (std::size_t s = 0; s < order_step_count; ++s) steps += plan_.columns[s].has_value();
  if (steps == 0) return false;
  bool receipt = holds(receipts, names_[*plan_.column(OrderField::order)]) || plan_.has(OrderField::till);
  if (plan_.of_till()) return receipt;
  return plan_.has(OrderField::customer) && (steps > 1 || plan_.has(OrderField::paid_amount));
}

void Planner::find_platform() {
  plan_.source = "orders";  // not the file's name: a later export of the same orders has another
  for (const auto& platform : platforms) {
    bool told =
        std::any_of(names_.begin(), names_.end(), [&](const auto& name) { return holds(platform.telling, name); });
    if (!told || !plan_.channel.empty()) continue;
    plan_.source = platform.source;
    plan_.channel = platform.channel;
  }
  if (plan_.of_till()) plan_.source = plan_.channel = "till";
  if (!options_.source.empty()) plan_.source = options_.source;
  for (std::string_view simplified : {"订", "单", "号", "时", "门", "员", "编"})
    mainland_ |= heading(OrderField::order).find(simplified) != std::string::npos;
  plan_.zone = options_.zone;
  if (mainland_ && !options_.zone_given)
    if (auto beijing = TimeZone::named("Asia/Shanghai")) plan_.zone = *beijing;
}

Result<void> Planner::find_times(const std::string& path) {
  for (std::size_t s = 0; s < order_step_count; ++s) {
    if (!plan_.columns[s]) continue;
    const auto& name = sample_.columns[*plan_.columns[s]];
    auto verdict = judge_times(texts(*plan_.columns[s]), plan_.zone);
    if (options_.time_writing) verdict.writing = options_.time_writing, verdict.order_is_open = false;
    if (verdict.order_is_open)
      return Error{
          ErrorCode::invalid,
          fmt::format("the order of day and month cannot be told from '{}' in column '{}'", verdict.example, name),
          path, "say --time-format dmy (day first) or --time-format mdy (month first)"};
    if (!verdict.writing)
      plan_.columns[s].reset();
    else
      plan_.times[s] = {*verdict.writing, plan_.zone};
  }
  return {};
}

/// Tills number their receipts anew every day: of those the sample knows one by its store, till and time, too.
std::string Planner::order_of(const RecordBatch& batch, std::size_t row) const {
  std::string order(batch.cell(row, *plan_.column(OrderField::order)).text());
  if (order.empty() || !plan_.of_till()) return order;
  for (auto field : {OrderField::store, OrderField::till, OrderField::sold})
    if (plan_.has(field)) order += fmt::format("|{}", batch.cell(row, *plan_.column(field)).text());
  return order;
}

bool Planner::is_price_times_quantity(const RecordBatch& batch, std::size_t row, const Amount& sum) const {
  auto price = parse_amount(batch.cell(row, *plan_.column(OrderField::price)).text()),
       pieces = parse_amount(batch.cell(row, *plan_.column(OrderField::quantity)).text());
  if (!price || !pieces) return false;
  auto value = [](const Amount& a) { return static_cast<double>(a.digits) * std::pow(10, -a.decimals); };
  return std::abs(value(*price) * value(*pieces) - value(sum)) < 0.005;
}

/// Judged by orders with several lines: where the lines of many differ, it is the line's; where hardly any do, it is
/// the order's, unless it is the price times the quantity of its line.
AmountLevel Planner::level_of(std::size_t amount) const {
  bool by_name = holds(line_amounts, names_[amount]);
  bool has_product = plan_.has(OrderField::price) && plan_.has(OrderField::quantity);
  struct Lines {
    std::string first;
    bool several = false, differ = false;
  };
  std::map<std::string, Lines> orders;
  std::size_t products = 0, checked = 0;
  for (const auto& batch : sample_.batches)
    for (std::size_t r = 0; r < batch.size(); ++r) {
      auto own = batch.cell(r, amount).text();
      auto order = order_of(batch, r);
      if (own.empty() || order.empty()) continue;
      auto [known, is_new] = orders.try_emplace(order, Lines{std::string(own)});
      if (!is_new) known->second.several = true, known->second.differ |= known->second.first != own;
      if (auto sum = parse_amount(own); sum && has_product)
        ++checked, products += is_price_times_quantity(batch, r, *sum);
    }
  std::size_t several = 0, differ = 0;
  for (const auto& [order, lines] : orders) several += lines.several, differ += lines.differ;
  // One order whose lines differ may be one that changed between two exports in one file.
  if (differ > 0 && differ * 5 >= several) return AmountLevel::line;
  bool is_product = checked > 0 && products * 20 >= checked * 19;
  bool is_line = several > 0 ? is_product || by_name : by_name || plan_.of_till();
  return is_line ? AmountLevel::line : AmountLevel::order;
}

void Planner::find_levels() {
  if (plan_.has(OrderField::paid_amount)) plan_.paid_level = level_of(*plan_.column(OrderField::paid_amount));
  if (plan_.has(OrderField::refund_amount)) plan_.refund_level = level_of(*plan_.column(OrderField::refund_amount));
  const auto& wanted = options_.column(Role::currency);
  if (auto code = currency_of(wanted); code && !wanted.empty()) {
    plan_.currency = *code;
    plan_.currency_by_option = true;
  }
  if (plan_.currency.empty() && plan_.has(OrderField::paid_amount))
    plan_.currency = currency_in_name(heading(OrderField::paid_amount)).value_or(mainland_ ? "CNY" : "");
}

void Planner::keep_the_rest() {
  plan_.kept.assign(names_.size(), true);
  plan_.types.resize(names_.size());
  for (auto field :
       {OrderField::order, OrderField::customer, OrderField::paid_amount, OrderField::refund_amount,
        OrderField::product, OrderField::product_name, OrderField::quantity, OrderField::store, OrderField::clock})
    if (plan_.has(field)) plan_.kept[*plan_.column(field)] = false;
  for (std::size_t s = 0; s < order_step_count; ++s)
    if (plan_.columns[s]) plan_.kept[*plan_.columns[s]] = false;
  for (std::size_t c = 0; c < names_.size(); ++c)
    if (plan_.kept[c])
      plan_.types[c] =
          names_something(sample_.columns[c]) ? PropertyType::text : judge_type(sample_.cells(c), plan_.zone);
}

void Planner::tell() {
  std::vector<std::string> fields;
  for (std::size_t f = 0; f < order_field_count; ++f)
    if (plan_.columns[f])
      fields.push_back(fmt::format("{} '{}'", f < order_step_count ? field_words[f].event : field_words[f].name,
                                   sample_.columns[*plan_.columns[f]]));
  plan_.notes.push_back(
      fmt::format("a file of {}: {}", plan_.of_till() ? "till receipts" : "orders", join(fields, ", ")));
  if (plan_.has(OrderField::paid_amount))
    plan_.notes.push_back(fmt::format("'{}' is the amount of {}", heading(OrderField::paid_amount),
                                      plan_.paid_level == AmountLevel::line
                                          ? "each line: the lines of an order are added"
                                          : "the order: it counts once"));
  if (options_.source.empty())
    plan_.notes.push_back(
        fmt::format("orders of source '{}' are known by their number: importing them again adds only what is new; a "
                    "second shop with numbers of its own needs --source NAME",
                    plan_.source));
  if (mainland_ && !options_.zone_given)
    plan_.notes.push_back("its times are read as Beijing time, as the headings are Chinese; --timezone says another");
  if (mainland_ && plan_.currency == "CNY" && !plan_.currency_by_option)
    plan_.notes.push_back("money that names no currency is taken as CNY; --currency says another");
}

Result<std::optional<OrderPlan>> Planner::run(const std::string& path) {
  find_columns();
  if (!is_orders()) return std::optional<OrderPlan>();
  find_platform();
  CAIRN_TRY_VOID(find_times(path));
  if (!is_orders()) return std::optional<OrderPlan>();
  find_levels();
  keep_the_rest();
  tell();
  return std::optional<OrderPlan>(std::move(plan_));
}

/// Roles that an order file does not have: naming one of them says that every row is an event.
constexpr Role roles_of_events[] = {Role::event, Role::time, Role::channel, Role::value, Role::id, Role::session};

/// The option by which the user said so; empty when none did.
std::string_view said_events(const MappingOptions& options) {
  if (!options.event.empty()) return "--event";
  for (Role role : roles_of_events)
    if (!options.column(role).empty()) return option_of(role);
  return {};
}

bool names_events(const Sample& sample) {
  return std::any_of(sample.columns.begin(), sample.columns.end(),
                     [](const auto& name) { return strength_of(name, Role::event) >= Strength::usual; });
}

}  // namespace

std::string_view event_of(OrderField step) { return field_words[static_cast<std::size_t>(step)].event; }
std::string_view name_of(OrderField field) { return field_words[static_cast<std::size_t>(field)].name; }

Result<std::optional<OrderPlan>> plan_orders(const Sample& sample, const MappingOptions& options,
                                             const std::string& path) {
  auto said = said_events(options);
  if (options.orders && !said.empty())
    return Error{ErrorCode::usage, "orders have no such column or event", std::string(said),
                 "leave it out, or import without --as orders: then every row is one event"};
  if (!options.orders && (!said.empty() || names_events(sample))) return std::optional<OrderPlan>();
  return Planner(sample, options).run(path);
}

bool is_order_number_name(std::string_view column_name) {
  return holds(field_words[static_cast<std::size_t>(OrderField::order)].names, normal_name(column_name));
}

}  // namespace cairn::collect
