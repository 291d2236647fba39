#include "map/lexicon.h"

// The words. Labels speak for the customer ("Add to cart", not "cart_add"); traditional Chinese is Taiwan usage.

namespace cairn::map {
namespace {

// clang-format off

/// Stages: 1 aware, 2 consider, 3 decide, 4 buy, 5 use, 6 loyal.
constexpr Row purchase_rows[] = {
  // aware
  {"ad|ads|advert|advertisement|banner|impression;impression|exposure;广告|廣告|曝光", "看到广告", "看到廣告", "See an ad", "1", sign_brand},
  {"ad|ads|advert|advertisement|banner view|show|shown|impression|display|exposure", "看到广告", "看到廣告", "See an ad", "1", sign_brand},
  {"ad|ads|advert|advertisement|banner|campaign click|tap|open;adclick;广告|廣告 点击|點擊", "点击广告", "點擊廣告", "Click an ad", "1"},
  {"video|livestream|stream|vlog view|watch|play|open;video|livestream;视频|影片|直播", "看视频", "看影片", "Watch a video", "12"},
  {"promo|promotion|campaign|offer|deal page|view|open|landing|banner;promo|promotion|offer|deal;促销|優惠活動|优惠活动", "看促销活动", "看促銷活動", "Look at a promotion", "12"},
  {"landing|lp page|view|visit;landing|landingpage;落地页|到達頁", "到达落地页", "進入到達頁", "Arrive on a landing page", "12"},
  {"friend card|link|share|message|invite open|click|view|received;friend|referral card|link|visit;朋友|好友 推荐|推薦|分享", "打开朋友的分享", "打開朋友的分享", "Open what a friend shared", "1"},
  {"referred|referral;invite|invitation received|accept|open;被推荐|被推薦", "经人推荐", "經人推薦", "Be referred", "1=6"},
  {"social|weibo|xiaohongshu|douyin|tiktok|instagram|facebook view|see|post|click|visit;种草|種草|小红书|抖音|微博", "看到社交内容", "看到社群內容", "See a social post", "1"},
  {"window|storefront pass|see|seen|look|view;橱窗|櫥窗|路过|路過", "路过橱窗", "路過櫥窗", "Pass the shop window", "1"},
  {"organic|seo|sem|google|baidu search|visit|click;搜索引擎|搜尋引擎", "从搜索引擎来", "從搜尋引擎來", "Come from a search engine", "1"},
  {"leaflet|flyer|catalogue|poster|billboard|tv|radio receive|see|view|hear;传单|傳單|海报|海報", "看到宣传", "看到宣傳", "See a poster or leaflet", "1"},
  // consider
  {"site|website|web|homesite visit|open|enter|arrive|land|start|load;visit|visits;官网|官網|网站|網站", "打开网站", "開啟網站", "Open the website", "21"},
  {"app|session|application start|open|launch|begin;app_open|launch;打开|開啟 app|应用|應用", "打开应用", "開啟 App", "Open the app", "21"},
  {"home|homepage|main|index page|view|screen|open;home|homepage|main|mainpage|index|start_page;首页|首頁|主页|主頁", "看首页", "看首頁", "Look at the home page", "21"},
  {"miniprogram|miniapp|mini program|app|open|launch|enter|visit|start;miniprogram|miniapp open|launch|enter|visit|start;miniprogram|miniapp;小程序|小程式", "打开小程序", "開啟小程式", "Open the mini-program", "21"},
  {"search|query product|item|result|click|view|submit;search|query;搜索|搜寻|搜尋", "搜索", "搜尋", "Search", "2"},
  {"catalog|catalogue|category|list|listing|collection|plp|shelf view|page|open|browse|click;catalog|catalogue|category|listing|collection|plp|browse;目录|目錄|分类|分類|商品列表|类目", "浏览商品目录", "瀏覽商品目錄", "Browse the catalogue", "2"},
  {"filter|sort|refine|facet result|list|apply|product|use;filter|sort|refine|facet;筛选|篩選|排序", "筛选商品", "篩選商品", "Narrow down the choice", "2"},
  {"product|item|goods|sku|pdp|model view|page|detail|details|click|open|seen|show;product|item|goods|pdp|pv|productview|viewitem;商品详情|商品詳情|浏览商品|瀏覽商品|查看商品|看商品;商品|产品|產品 浏览|瀏覽|查看|详情|詳情|点击", "查看商品", "查看商品", "Look at a product", "2"},
  {"page|screen|content view|visit|open|load;pageview|screenview;浏览|瀏覽|访问|訪問", "浏览页面", "瀏覽頁面", "View a page", "21"},
  {"store|shop|branch|showroom enter|visit|arrive|come|walk|checkin;进店|進店|到店|入店|逛店|进门店|走进门店", "走进门店", "走進門市", "Enter the store", "2"},
  {"greet|greeted;staff|clerk|assistant|associate greet|help|welcome|advise|serve;导购|導購|店员|店員 接待|服务|服務|咨询|招呼;接待|打招呼", "店员接待", "店員接待", "Be greeted by staff", "2", sign_staff},
  {"staff|clerk|assistant|associate help|helped|assist|assisted;导购帮忙|店員幫忙", "店员帮忙", "店員幫忙", "Be helped by staff", "2", sign_staff},
  {"consult|inquiry|enquiry|enquire|inquire|question product|ask|send|made|price;consult|consultation|inquiry|enquiry|question;咨询|諮詢|询问|詢問", "咨询", "諮詢", "Ask a question", "2=5"},
  {"faq|help|helpcenter page|view|center|centre|open|search;faq|help;帮助|幫助|说明|說明", "找帮助", "尋找說明", "Look for help", "5=2"},
  {"store|shop|branch find|finder|locator|locate|nearby|map;附近门店|附近門市|找店|查找门店", "查找门店", "查找門市", "Find a store", "2"},
  {"appointment|booking|testdrive|visit book|make|made|schedule|reserve|request;appointment;预约|預約", "预约", "預約", "Make an appointment", "3=2"},
  {"info|information|brochure request|download|view|read;about|learn page|more|view;了解", "了解更多", "了解更多", "Learn more", "2"},
  {"lead|contact|form submit|create|fill|leave|info;留资|填表|留下联系方式", "留下联系方式", "留下聯絡方式", "Leave contact details", "2=3"},
  // decide
  {"size|sizing|fit compare|comparison|guide|chart|check|select|choose;尺码|尺寸", "比较尺码", "比較尺寸", "Compare sizes", "3"},
  {"compare|comparison product|price|item|list|page|view;compare|comparison;对比|對比|比较|比較|比价|比價", "比较", "比較", "Compare", "3"},
  {"review|reviews|rating|ratings|testimonial|comment|ugc read|view|page|look|list|open|seen|click;看评价|看評價|看评论|查看评价|看口碑|看評論", "看评价", "看評價", "Read reviews", "3"},
  {"wishlist|wish|favorite|favourite|fav|bookmark|like|collect|saved add|added|save|click|item|product;wishlist|favorite|favourite|fav|bookmark|like|wish|collect;收藏|心愿|喜欢|按赞", "收藏商品", "收藏商品", "Save to favourites", "3"},
  {"try|tried|fitting on|room|product;tryon|fitting;试穿|試穿|试衣|試衣|试戴|试用|試用|体验商品", "试穿", "試穿", "Try it on", "3"},
  {"add|added|put cart|basket|bag|trolley;addtocart|addcart|atc;加购|加購|加入购物车|加入購物車|加车|放入购物车", "加入购物车", "加入購物車", "Add to cart", "3"},
  {"remove|removed|delete cart|basket|bag;移出购物车|移出購物車", "移出购物车", "移出購物車", "Take out of the cart", "3"},
  {"cart|basket|bag|trolley view|open|page|show|click|update;cart|basket|bag|trolley;购物车|購物車", "查看购物车", "查看購物車", "Look at the cart", "3=4"},
  {"quote|quotation|estimate|proposal|price request|send|receive|get|view|calculate;quote|quotation|proposal;询价|詢價|报价|報價", "询价", "詢價", "Get a quote", "3"},
  {"trial|demo|sample start|request|activate|book|begin;trial|demo|sample;试听|免费试用", "试用", "試用", "Try it out", "3"},
  {"stock|availability|inventory|price check|view|alert;库存|庫存|有货|有貨", "查库存", "查庫存", "Check whether it is in stock", "3"},
  {"configure|configurator|customize|customise|personalize product|option;configurator|configure|customize;定制|客製|选配", "定制商品", "客製商品", "Put together the product", "3"},
  {"coupon|voucher|promocode|discount|promo code apply|use|enter|redeem;coupon|voucher apply|use|enter|redeem;使用优惠券|用券|核销|使用優惠券", "使用优惠券", "使用優惠券", "Use a coupon", "4=3"},
  {"coupon|voucher|promocode|discount search|find|hunt|look;找优惠|找優惠", "找优惠券", "找優惠券", "Look for a coupon", "3"},
  {"finance|financing|loan|credit|installment check|calculate|apply|choose|plan;分期", "看付款方案", "看付款方案", "Look at ways to finance", "3=4"},
  // buy
  {"checkout|check-out start|begin|initiate|page|view|open|enter|click|step;checkout;proceed checkout|payment;结账|結帳|结算|結算", "去结账", "去結帳", "Go to checkout", "4"},
  {"delivery|shipping|shipment|ship choice|choose|chosen|method|option|detail|details|info|address|select|form|page;address fill|enter|select|add|choose;收货地址|配送方式|選擇配送", "选择配送方式", "選擇配送方式", "Choose the delivery", "4"},
  {"delivery|shipping courier;courier;快递上门|宅配", "选择快递", "選擇宅配", "Choose courier delivery", "4"},
  {"delivery|shipping pickup|collect;pickup choose|choice|select;pickup;自提", "选择自提", "選擇自取", "Choose to pick it up", "4"},
  {"payment|pay|billing choice|choose|method|detail|details|info|option|select|page|start|initiate|form|step;支付方式|付款方式|去支付|发起支付", "选择付款方式", "選擇付款方式", "Choose how to pay", "4"},
  {"payment|pay card|creditcard|debit;刷卡", "刷卡付款", "刷卡付款", "Pay by card", "4"},
  {"payment|pay cash;现金|現金", "现金付款", "現金付款", "Pay in cash", "4"},
  {"payment|pay|transaction|card|billing fail|failed|failure|error|declined|decline|rejected|timeout|refused;支付|付款 失败|失敗|异常|超时", "付款失败", "付款失敗", "Payment fails", "4", sign_failure},
  {"checkout|order fail|failed|failure|error|bug|crash;结账|结算|下单 失败|出错", "结账出错", "結帳出錯", "Checkout fails", "4", sign_failure},
  {"payment|pay|transaction done|success|successful|succeed|succeeded|complete|completed|confirmed|finish|finished|received|made|accepted;paid;payment;pay;支付|付款 成功|完成;已付款|已支付|支付|付款", "付款成功", "付款成功", "Pay", "4", sign_bought},
  {"order|bill|booking|basket|cart paid|pay;订单支付|訂單付款", "付款成功", "付款成功", "Pay for the order", "4", sign_bought},
  {"purchase|buy|bought|conversion|converted|sale|sold product|item|complete|completed|done|success|order|online|made;purchase|buy|bought|sale|conversion;购买|購買|成交|买单|買單", "购买", "購買", "Buy", "4", sign_bought},
  {"order complete|completed|done|success|fulfilled|finish;transaction|checkout complete|completed|done|success;transaction;订单完成|交易成功|訂單完成", "完成订单", "完成訂單", "Complete the order", "4", sign_bought},
  {"order place|placed|create|created|submit|submitted|confirm|confirmed|made|new|received|start;order|orders;下单|下單|提交订单|订单|訂單", "下单", "下單", "Place an order", "4", sign_ordered},
  {"book|booking|reserve|reservation confirm|confirmed|complete|completed|made|done;booking|reservation;预订|預訂", "预订", "預訂", "Book", "4", sign_ordered},
  {"till|pos|store|shop|counter receipt|payment|purchase|paid|pay|sale|checkout;receipt;收银|收銀|小票|收据|收據", "在收银台付款", "在櫃檯結帳", "Pay at the till", "4", sign_bought},
  {"queue|line join|enter|start|wait|begin;queue|queuing;wait line|queue;排队|排隊|等候", "排队", "排隊", "Queue", "4", sign_wait},
  {"collect|collection|pickup queue|wait|line;等候取货|等候取貨", "等候取货", "等候取貨", "Wait to collect it", "4=5", sign_wait},
  {"queue|line leave|left|abandon|quit;放弃排队|放棄排隊", "放弃排队", "放棄排隊", "Leave the queue", "4", sign_bad},
  {"invoice|bill issue|issued|send|sent|request|receive|create;invoice|bill;发票|發票|账单|帳單", "收到账单", "收到帳單", "Get the bill", "4=5"},
  {"contract|agreement|policy sign|signed|accept|issue|issued;签约|簽約|签署|签合同", "签约", "簽約", "Sign the contract", "4", sign_bought},
  {"subscribe|subscription|plan|upgrade start|started|activate|activated|create|buy|purchase|new;subscribe|subscription|upgrade;订阅|訂閱|开通", "订阅", "訂閱", "Subscribe", "4", sign_joined},
  {"qr|qrcode|code|barcode scan|scanned;scan|qrscan;扫码|掃碼|扫描|掃描|二维码", "扫码", "掃描 QR Code", "Scan the code", "4=5"},
  {"oa|account|channel|official|wechat|brand|store|shop follow|followed|following;follow|following;关注|關注|加好友|加企微|追蹤", "关注公众号", "追蹤官方帳號", "Follow the account", "45=6"},
  {"unfollow|unfollowed;取消关注|取消追蹤|取关", "取消关注", "取消追蹤", "Stop following", "6", sign_bad},
  {"phone|mobile|account|card|wechat|device|member bind|bound|binding|link|linked|verify|verified;bind|binding;绑定|綁定", "绑定手机号", "綁定手機號碼", "Bind the phone number", "45=6"},
  {"register|registration|signup|enroll|enrol complete|completed|done|success|account|member|form|submit|start|new|finish;sign up;register|registration|signup|enroll|enrol|join;create account;member|membership|loyalty join|register|signup|become|new|enroll;注册|註冊|入会|入會|开卡|加入会员", "注册", "註冊", "Sign up", "4=3=2", sign_joined},
  {"login|logon|signin success|page|account|form|user;log|sign in;login|signin|logon;登录|登入|登陆", "登录", "登入", "Sign in", "2=3=4"},
  {"welcome message|mail|email|sms|receive|send|sent|page|gift;welcome|onboarding;欢迎|歡迎", "收到欢迎消息", "收到歡迎訊息", "Be welcomed", "45", sign_brand},
  {"order|booking|purchase|payment cancel|cancelled|canceled|void|cancellation;取消订单|取消訂單|订单取消", "取消订单", "取消訂單", "Cancel the order", "4=5", sign_bad},
  // use
  {"delivery|shipment|parcel|package|goods|product|order|item|shipping received|receive|arrive|arrived|delivered|done|complete|completed;delivered;delivery;收货|收貨|签收|簽收|送达|送達|到货|到貨", "收到商品", "收到商品", "Receive the delivery", "5"},
  {"order|item|product|parcel|package|goods ship|shipped|dispatch|dispatched|sent|send;shipped|dispatched|ship|shipment;发货|發貨|出货|出貨", "商品发出", "商品出貨", "On its way", "5", sign_brand | sign_wait},
  {"track|tracking|trace order|parcel|delivery|shipment|logistics|view;tracking|logistics;物流|查件", "查物流", "查物流", "Track the delivery", "5"},
  {"picked up;pickup done|complete|completed|order|store;collected;提货|提貨|取货|取貨", "取货", "取貨", "Pick it up", "5=4"},
  {"install|installation|setup|activate|activation|unbox complete|done|product|app|device|start|finish;install|activation|unbox;安装|安裝|激活|啟用|开箱", "开始使用", "開始使用", "Start using it", "5"},
  {"use|usage|first feature|product|service|use|time;usage;使用", "使用", "使用", "Use it", "5"},
  {"review|reviews|comment|feedback|ugc post|posted|write|written|submit|submitted|leave|left|give|add|added|create|created|publish;晒单|曬單|写评价|寫評價|发表评价|评价|評價|评论|評論", "写评价", "寫評價", "Write a review", "5"},
  {"survey|nps|csat|ces|questionnaire|poll answer|answered|submit|complete|completed|response|fill|score|sent|open;survey|nps|csat|ces|questionnaire;问卷|問卷|调研|满意度|滿意度", "填写问卷", "填寫問卷", "Answer a survey", "5"},
  {"service|rating|rate|score|star|satisfaction rating|give|submit|score|service|staff|post;rating|rate|score;评分|評分|打分", "评分", "評分", "Rate the service", "5"},
  {"feedback|suggestion submit|send|give|form;feedback|suggestion;反馈|意見回饋|建议|建議", "反馈意见", "意見回饋", "Give feedback", "5"},
  {"share|shared|sharing|forward|repost product|post|link|page|click|friend|social|moment;share|sharing|forward|repost;分享|转发|轉發", "分享", "分享", "Share it", "5=6"},
  {"support|customer|service|help|agent|hotline|callcenter|helpdesk chat|contact|call|conversation|message|request|start|open|service|session|desk;support|hotline|helpdesk;contact us|support|service;客服|热线|客服專線", "联系客服", "聯絡客服", "Contact support", "52"},
  {"support|service|agent|helpdesk reply|replied|answer|answered|respond|response;客服回复|客服回覆", "收到客服回复", "收到客服回覆", "Get an answer", "5", sign_staff},
  {"ticket|case|incident|issue close|closed|resolve|resolved|solve|solved;工单关闭|工單結案", "问题解决", "問題解決", "The problem is solved", "5", sign_staff},
  {"ticket|case|incident|issue open|opened|create|created|submit|raise|report|new;ticket|incident;工单|工單|报修|報修", "提交问题", "提出問題", "Report a problem", "5"},
  {"call|phone|telephone incoming|inbound|made|receive|answer|customer;call|phone;来电|致电|電話|电话", "打电话", "打電話", "Call", "52"},
  {"chat|conversation|message start|open|send|sent|live|online;chat|conversation|livechat;对话|線上對話|聊天", "在线咨询", "線上諮詢", "Chat", "52"},
  {"complain|complaint|grievance submit|file|filed|raise|make|send|new;complain|complaint|grievance;投诉|投訴|抱怨|客诉|客訴", "投诉", "投訴", "Complain", "5", sign_complaint},
  {"return|returned|returns request|requested|start|create|submit|apply|product|item|order|goods|initiate|store|received|label;return|returned|returns;退货|退貨|退换|退換", "申请退货", "申請退貨", "Ask to return it", "5", sign_returned},
  {"return|refund|exchange refuse|refused|reject|rejected|deny|denied|decline|declined;拒绝退货|拒絕退貨", "退换被拒", "退換被拒", "Turned down", "5", sign_bad},
  {"exchange|replacement request|product|item|order;exchange|replacement;换货|換貨", "换货", "換貨", "Exchange it", "5", sign_returned},
  {"refund|refunded|reimbursement|chargeback paid|pay|request|issue|issued|receive|received|done|complete|completed|approve;refund|chargeback;退款", "收到退款", "收到退款", "Get the money back", "5", sign_returned},
  {"warranty|repair|maintenance|aftersales claim|request|service|book|done;warranty|repair|maintenance;保修|保固|维修|維修|售后|售後|保养", "售后维修", "售後維修", "Have it repaired", "5"},
  {"account|profile|settings|dashboard page|view|open|edit|update|visit;account|profile|settings|dashboard;个人中心|個人中心|我的账户|会员中心", "查看账户", "查看帳戶", "Look at the account", "5=2"},
  {"error|exception|bug|crash|outage|404|500 page|view|app|show|shown|occur|message|server;error|exception|bug|crash|failure|failed;错误|錯誤|异常|故障|报错|崩溃", "遇到错误", "遇到錯誤", "Run into an error", "", sign_failure},
  // loyal
  {"points|point|bonus|reward|miles|stamp earn|earned|credit|credited|receive|got|collect|collected|add|added|issued;points|积分|積分|點數|集点", "获得积分", "獲得點數", "Earn points", "6"},
  {"points|point|bonus|reward|miles|gift redeem|redeemed|spend|use|used|exchange;积分兑换|點數兌換|兑换礼品", "积分兑换", "點數兌換", "Redeem points", "6"},
  {"coupon|voucher|discount|gift claim|claimed|receive|received|get|got|collect|download|issue|issued;coupon|voucher;领券|領券|优惠券|優惠券|卡券", "领取优惠券", "領取優惠券", "Claim a coupon", "6=3"},
  {"member|membership|vip|loyalty|tier|level|club upgrade|card|day|reach|view|activate|gold|silver;membership|vip|loyalty|tier;会员|會員", "会员", "會員", "Be a member", "6=4"},
  {"repurchase|reorder|rebuy;repeat|second|again purchase|order|buy|visit;复购|復購|回购|回購|再次购买|再次購買", "再次购买", "回購", "Buy again", "6", sign_bought | sign_again},
  {"renew|renewal|extend|prolong subscription|contract|policy|plan|member|membership|done;renew|renewal;续费|續費|续约|續約|续保|續保", "续约", "續約", "Renew", "6", sign_again},
  {"newsletter|edm|email|mail open|opened|click|clicked|read|view;newsletter|edm;打开邮件|邮件点击", "打开邮件", "開啟電子郵件", "Open an email", "61"},
  {"newsletter|edm|email|mail sent|send|deliver|delivered|receive|received;收到邮件|邮件", "收到邮件", "收到電子郵件", "Get an email", "61", sign_brand},
  {"sms|text|mms click|clicked|open|opened|tap|reply|link|message;sms|短信|簡訊", "打开短信链接", "點開簡訊連結", "Open a text message", "61"},
  {"sms|text|mms sent|send|deliver|delivered|receive|received;收到短信|收到簡訊", "收到短信", "收到簡訊", "Get a text message", "61", sign_brand},
  {"push|notification open|opened|click|clicked|tap;push|notification;推送|推播|通知", "打开推送", "點開推播", "Open a notification", "61"},
  {"push|notification sent|send|deliver|delivered|receive|received;收到推送", "收到推送", "收到推播", "Get a notification", "61", sign_brand},
  {"article|post|blog|story|news|content|moments open|read|view|click;article|blog;推文|文章|图文|公众号文章", "看推文", "看推文", "Read an article", "6=2"},
  {"event|activity|webinar|game|lottery|challenge|class|workshop join|joined|attend|attended|participate|signup|play|enter;参加活动|參加活動|抽奖|抽獎|活动报名", "参加活动", "參加活動", "Join an event", "6=1"},
  {"refer|referral|recommend|invite friend|sent|send|share|made|new;refer|recommend|recommendation|advocate;推荐朋友|推薦朋友|邀请好友|邀請好友|老带新", "推荐给朋友", "推薦給朋友", "Recommend it to a friend", "6"},
  {"birthday|anniversary gift|message|offer;birthday|anniversary;生日", "收到生日祝福", "收到生日祝福", "Get birthday wishes", "6", sign_brand},
  {"unsubscribe|unsubscribed|optout;opt out;subscription|plan|membership|policy|contract cancel|cancelled|end|terminate;退订|退訂|取消订阅|退会|解约", "退订", "取消訂閱", "Unsubscribe", "6", sign_bad},
  {"revisit|comeback;return|come visit|back|store;回访|回訪|再次到店|再訪", "再次光顾", "再次光顧", "Come back", "6"},
  // ends
  {"lost|churn|churned|exit|leave|left|abandon|abandoned|bounce|bounced|quit|logout|dropout|inactive cart|checkout|site|session|page|basket;lost|churn|churned|exit|leave|left|abandon|bounce|quit|logout|dropout|end|ended;log|sign|path out|end;session|visit end|ended|close|closed;流失|离开|離開|退出|跳出|结束|結束", "离开", "離開", "Leave", "", sign_ends},
};

/// Stages: 1 report, 2 check, 3 decide, 4 resolve, 5 close.
constexpr Row service_rows[] = {
  {"incoming|new|make|file|filed|submit|submitted|report|reported|receive|received|lodge|open|notify claim|loss|accident;claim;报案|報案|理赔申请|申请理赔", "提出理赔", "提出理賠", "Make a claim", "1"},
  {"register|registered|record|log|create|enter claim;理赔登记|立案", "理赔登记", "理賠登記", "Claim registered", "1=2"},
  {"register|incoming|new|make|submit|submitted|receive|received|create|created|open|opened|send|start request|application|order|service|form;request|application;申请|申請|提交", "提出申请", "提出申請", "Make a request", "1"},
  {"register|registered|registration|intake|admission|admit|recorded case|patient|defect;register|registration|intake|admission;登记|登記|受理|挂号|掛號", "登记", "登記", "Registered", "1"},
  {"open|opened|create|created|submit|submitted|raise|raised|report|new|incoming ticket|case|incident|issue|problem;incident|problem;工单|工單|报修|報修|故障", "报告问题", "回報問題", "Report a problem", "1"},
  {"complain|complaint|grievance submit|file|new|receive|register|incoming|open;complain|complaint;投诉|投訴", "投诉", "投訴", "Complain", "1", sign_complaint},
  {"call|phone|contact|chat|mail|email|message incoming|inbound|receive|received|customer|start|support;call|contact|chat;来电|来访|致电", "联系客服", "聯絡客服", "Get in touch", "1"},
  {"queue|wait|pending|hold|waiting start|line|enter|customer;queue|wait|pending|hold|waiting;等待|排队|排隊", "等待", "等待", "Wait", "12", sign_wait},
  {"assign|assigned|allocate|route|routed|dispatch|triage|classify|prioritize case|ticket|agent|claim;assign|assigned|allocate|triage|classify;分派|派单|分配|分类", "分派", "分派", "Handed to somebody", "12", sign_staff},
  {"check|checked|verify|verified|validate|review|control|confirm information|data|document|documents|sufficient|completeness|complete|eligibility|policy|identity|details;check|verify|validate|validation|verification;核对|核對|核实|核實|校验|资料", "核对资料", "核對資料", "Details checked", "21", sign_staff},
  {"check|verify ticket|receipt|invoice|order;核对票据", "核对票据", "核對票據", "Ticket checked", "2", sign_staff},
  {"request|ask|provide|missing|additional|more|send information|document|documents|data;补充资料|補件|补件", "补充资料", "補充資料", "Asked for more details", "2"},
  {"examine|examined|inspect|inspection|investigate|investigation|survey case|claim|damage|request|file;examine|inspect|inspection|investigate|investigation|examination;审核|審核|勘查|查勘|调查|調查|检查|檢查", "审核", "審核", "Examination", "2", sign_staff},
  {"analyze|analyse|analysis|diagnose|diagnosis|diagnostic defect|fault|problem|issue|error|device|damage|failure;analyze|analyse|analysis|diagnose|diagnosis;检测|檢測|诊断|診斷|分析", "检测故障", "檢測故障", "Fault found", "2", sign_staff},
  {"determine|judge|estimate likelihood|probability|coverage|liability|amount;likelihood|liability|coverage;定责|判断|判斷", "判断是否理赔", "判斷是否理賠", "Likelihood judged", "3", sign_staff},
  {"assess|assessment|evaluate|evaluation|appraise|rate claim|damage|request|case|risk|amount;assess|assessment|evaluate|evaluation|appraisal;评估|評估|定损|核赔|理算", "评估", "評估", "Assessment", "3=2", sign_staff},
  {"decide|decision|approve|approved|approval|authorize|authorise|accept|accepted|grant claim|request|case|made|make|application|order;decide|decision|approve|approval|authorize|accept|accepted;决定|決定|审批|審批|批准|核准|通过", "作出决定", "作出決定", "Decision", "3", sign_staff},
  {"reject|rejected|rejection|deny|denied|refuse|refused|decline|declined request|claim|case|application|order;reject|rejected|deny|denied|refuse|decline|declined;拒绝|拒絕|驳回|駁回|拒赔|不予", "被拒绝", "遭到拒絕", "Turned down", "4=3", sign_bad},
  {"pay|paid|payment|compensate|settle|settlement|payout|reimburse compensation|claim|claimant|customer|out|initiate|send|benefit|refund;initiate payment;payout|compensation|compensate|reimburse|settlement|settle|payment|pay;赔付|賠付|赔款|理赔款|打款", "赔付", "理賠付款", "Get paid", "4", sign_paid_out},
  {"advise|inform|notify|tell|communicate claimant|reimbursement|result|outcome|decision|settlement;告知结果|通知结果", "告知结果", "告知結果", "Told about the result", "4", sign_staff},
  {"inform|informed|notify|notified|advise|update|contact|call user|customer|client|caller|patient|requester|result;inform|notify|advise|notification;通知|告知", "收到通知", "收到通知", "Kept informed", "4=5", sign_staff},
  {"repair|fix|mend|replace device|product|phone|part|defect;repair|fix|mend|replace;维修|維修|修理|修复|更换", "维修", "維修", "Repair", "4", sign_staff},
  {"test|verify|control|retest repair|fix|solution|result|device;test|retest|qa;测试|測試|检验|檢驗|复检", "检验维修结果", "檢驗維修結果", "Repair tested", "4", sign_staff},
  {"restart|redo|repeat|again repair|fix|work;重修|返修|重新维修", "重新维修", "重新維修", "Repaired again", "4", sign_staff},
  {"treat|treatment|operate|surgery|perform|handle|process case|patient|request|order|claim;treat|treatment|surgery|handle|process|work;处理|處理|治疗|治療|办理", "处理", "處理", "Handling", "4", sign_staff},
  {"escalate|escalated|escalation|transfer|forward case|ticket|call|level;escalate|escalation|transfer;升级|升級|转办|转接", "升级处理", "升級處理", "Passed on", "43", sign_staff},
  {"resolve|resolved|solve|solved|solution|fixed|fulfil|fulfilled|deliver|delivered|complete case|ticket|issue|problem|incident|request|order;resolve|resolved|resolution|solve|solved|solution;解决|解決|办结|完成", "解决", "解決", "Solved", "45", sign_resolved},
  {"send|ship|deliver|return|handover|pickup|collect device|product|item|phone|result|report|invoice;取件|寄回|交付", "取回", "取回", "Get it back", "45"},
  {"close|closed|closure|finalize|complete claim|case|ticket|request|file|order|incident;close|closed|closure|finalize;结案|結案|关闭|關閉|销案", "结案", "結案", "Closed", "5", sign_resolved},
  {"archive|archived|store|file repair|case|claim|request|document|record;archive|archived;归档|歸檔|存档", "归档", "歸檔", "Filed away", "5", sign_resolved},
  {"reopen|reopened|reinitiate|restart|resubmit|redo|repeat|revise request|claim|case|ticket|process|application;reopen|reinitiate|resubmit|appeal|objection;重新|重开|再次|申诉|申訴|复议", "重新开始", "重新開始", "Start over", "3=1"},
  {"cancel|cancelled|canceled|withdraw|withdrawn|abandon claim|request|case|order|application;cancel|cancelled|withdraw|withdrawn;撤销|撤銷|撤回|取消", "撤回", "撤回", "Withdrawn", "5", sign_bad},
  {"survey|satisfaction|nps|csat|rating|feedback send|sent|answer|fill|complete|score;survey|nps|csat|rating|feedback;回访|回訪|满意度|滿意度|评价", "回访评价", "滿意度回饋", "Say how it went", "5"},
  {"discharge|discharged|release|released patient;discharge|release|er release;出院", "离开", "離開", "Discharged", "5", sign_resolved},
  {"error|exception|fail|failed|failure|crash;失败|失敗|出错|异常", "出错", "出錯", "Something fails", "", sign_failure},
  {"end|ended|finish|finished|stop|over process|case|claim|activity;end|ended|finish|finished|stop;结束|結束", "结束", "結束", "The end", "", sign_ends},
};

constexpr ChannelRow channels[] = {
  {"store|shop|showroom|boutique;offline;instore;门店|門市|店铺|实体店|線下|线下", "门店", "門市", "Store", "in the store", true, true},
  {"till|pos|counter|cashier;收银|收銀|柜台|櫃檯", "收银台", "櫃檯", "Till", "at the till", true, true},
  {"mall|centre shopping;mall;window;商场|購物中心", "商场", "購物中心", "Mall", "in the mall", true, true},
  {"branch|office|bank;网点|營業廳|营业厅|分行", "网点", "服務據點", "Branch", "in the branch", true, true},
  {"phone|call|telephone|hotline|voice;call centre|center;callcenter|callcentre|ivr;电话|電話|热线|呼叫中心", "电话", "電話", "Phone", "on the phone", true, true},
  {"event|fair|exhibition|roadshow;展会|活动现场", "活动现场", "活動現場", "Event", "at the event", true, true},
  {"kiosk|terminal;自助机", "自助机", "自助機", "Kiosk", "at the kiosk", true, true},
  {"delivery|courier|logistics|parcel;快递|物流|配送|宅配", "配送", "配送", "Delivery", "at delivery", true, true},
  {"dealer|agent|broker|advisor|sales|field;经销商|经纪人|业务员|業務員", "销售人员", "業務人員", "Sales", "with sales", true, true},
  {"letter|post|postal|print|flyer;信函|传单", "信函", "信函", "Letter", "by letter", true, false},
  {"tv|radio|billboard|outdoor|poster;电视|户外", "户外与电视", "戶外與電視", "Outdoor and TV", "in public media", true, false},
  {"website|web|site|pc|desktop|browser|online|www|h5|mobileweb|landing;网站|網站|官网|官網|网页|線上|线上", "网站", "網站", "Website", "on the website", false, true},
  {"mobile;手机|手機|移动端", "手机", "手機", "Mobile", "on the mobile site", false, true},
  {"app|ios|android|application;应用|客户端", "应用", "App", "App", "in the app", false, true},
  {"miniprogram|miniapp|mini;mini program|app;小程序|小程式", "小程序", "小程式", "Mini-program", "in the mini-program", false, true},
  {"wechat|weixin|oa|wecom;微信|公众号|企业微信", "微信", "微信", "WeChat", "on WeChat", false, true},
  {"line", "LINE", "LINE", "LINE", "on LINE", false, true},
  {"whatsapp", "WhatsApp", "WhatsApp", "WhatsApp", "on WhatsApp", false, true},
  {"ads|ad|advertising|display|sem|cpc|paid|banner;广告|廣告", "广告", "廣告", "Ads", "in ads", false, false},
  {"search|seo|organic;搜索|搜尋", "搜索", "搜尋", "Search", "in search", false, false},
  {"social|weibo|xiaohongshu|douyin|tiktok|instagram|facebook|twitter;社交|社群|小红书|抖音|微博", "社交媒体", "社群媒體", "Social media", "on social media", false, false},
  {"sms|text|mms;短信|簡訊", "短信", "簡訊", "Text message", "by text message", false, false},
  {"email|mail|edm|newsletter;邮件|電子郵件|邮箱", "邮件", "電子郵件", "Email", "by email", false, false},
  {"push|notification;推送|推播", "推送", "推播", "Push", "by push message", false, false},
  {"support|service|helpdesk|customer;客服|客户服务", "客服", "客服", "Support", "with support", false, true},
  {"chat|livechat|bot|chatbot;在线客服|聊天", "在线客服", "線上客服", "Chat", "in the chat", false, true},
  {"marketplace|tmall|taobao|jd|amazon|shopee|momo;天猫|淘宝|京东", "电商平台", "電商平台", "Marketplace", "on the marketplace", false, true},
  {"partner|affiliate|referral;合作|联盟", "合作伙伴", "合作夥伴", "Partners", "at partners", false, false},
  {"direct;直接访问", "直接访问", "直接造訪", "Direct", "directly", false, false},
};

constexpr ModifierRow modifiers[] = {
  {"simple", "简单", "簡單", "simple"},      {"complex", "复杂", "複雜", "complex"},   {"casually", "简要", "簡要", "casually"},
  {"thoroughly", "详细", "詳細", "thoroughly"}, {"online", "线上", "線上", "online"},   {"offline", "线下", "線下", "offline"},
  {"manual", "人工", "人工", "manual"},      {"automatic", "自动", "自動", "automatic"}, {"first", "首次", "首次", "first"},
  {"second", "第二次", "第二次", "second"},  {"page", "页面", "頁面", "page"},         {"start", "开始", "開始", "start"},
  {"complete", "完成", "完成", "done"},      {"mobile", "手机", "手機", "mobile"},     {"web", "网页", "網頁", "web"},
  {"app", "应用", "App", "app"},             {"store", "门店", "門市", "store"},       {"email", "邮件", "電子郵件", "email"},
  {"phone", "电话", "電話", "phone"},        {"details", "详情", "詳情", "details"},   {"results", "结果", "結果", "results"},
  {"high", "高", "高", "high"},              {"low", "低", "低", "low"},               {"medium", "中", "中", "medium"},
};
// clang-format on

}  // namespace

std::vector<Row> rows_of(Domain domain) {
  if (domain == Domain::purchase) return {std::begin(purchase_rows), std::end(purchase_rows)};
  return {std::begin(service_rows), std::end(service_rows)};
}
const std::vector<ChannelRow>& channel_rows() {
  static const std::vector<ChannelRow> rows(std::begin(channels), std::end(channels));
  return rows;
}
const std::vector<ModifierRow>& modifier_rows() {
  static const std::vector<ModifierRow> rows(std::begin(modifiers), std::end(modifiers));
  return rows;
}

}  // namespace cairn::map
