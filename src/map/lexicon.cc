#include "map/lexicon.h"

#include <algorithm>

#include "base/text.h"

namespace cairn::map {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Words that say nothing by themselves.
bool is_filler(std::string_view word) {
  static constexpr std::string_view fillers[] = {
      "a",   "an",  "the", "of",  "to",   "is",        "are",   "if",       "on",   "in",       "at",
      "for", "by",  "and", "or",  "with", "from",      "event", "action",   "user", "customer", "client",
      "my",  "new", "was", "has", "been", "available", "step",  "activity", "do",   "perform",  "make"};
  return (word.size() == 1 && std::isalnum(static_cast<unsigned char>(word[0]))) ||
         std::all_of(word.begin(), word.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)); }) ||
         std::find(std::begin(fillers), std::end(fillers), word) != std::end(fillers);
}

/// "pay" also finds "pays", "paying"; "ship" finds "shipped"; "choose" finds "choosing".
bool same_word(std::string_view found, std::string_view word) {
  if (found == word) return true;
  if (word.size() < 3 || found.size() <= word.size() - 1 ||
      found.substr(0, word.size() - 1) != word.substr(0, word.size() - 1))
    return false;
  if (found.starts_with(word)) {
    std::string_view ending = found.substr(word.size());
    for (std::string_view each : {"s", "es", "ed", "d", "ing"})
      if (ending == each) return each != "d" || word.ends_with('e');
    return ending.size() > 2 && ending[0] == word.back() && (ending.substr(1) == "ed" || ending.substr(1) == "ing");
  }
  std::string_view ending = found.substr(word.size() - 1);
  return (word.ends_with('e') && ending == "ing") || (word.ends_with('y') && (ending == "ied" || ending == "ies"));
}

struct Match {
  std::size_t words = 0;          ///< how many words of the pattern
  std::vector<std::size_t> used;  ///< words of the name
  std::size_t han_bytes = 0;      ///< of Chinese found
};

/// Whether every word of a pattern is in the name.
std::optional<Match> match(std::string_view pattern, const std::vector<std::string>& words, std::string_view name) {
  Match found;
  for (auto group : split(pattern, ' ')) {
    if (group.empty()) continue;
    bool here = false;
    for (auto word : split(group, '|')) {
      if (is_ascii(word)) {
        for (std::size_t i = 0; i < words.size() && !here; ++i) {
          if (!same_word(words[i], word) || std::find(found.used.begin(), found.used.end(), i) != found.used.end())
            continue;
          found.used.push_back(i);
          here = true;
        }
      } else if (name.find(word) != std::string_view::npos) {
        found.han_bytes += word.size();
        here = true;
      }
      if (here) break;
    }
    if (!here) return std::nullopt;
    ++found.words;
  }
  return found;
}

/// How much of a name a match explains, 0..1.
double share_explained(const Match& found, const std::vector<std::string>& words) {
  double all = 0, explained = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool used = std::find(found.used.begin(), found.used.end(), i) != found.used.end();
    if (!is_ascii(words[i])) {
      all += static_cast<double>(words[i].size()) / 6;  // two Chinese characters make about a word
    } else if (used || !is_filler(words[i])) {
      bool modifier = std::any_of(modifier_rows().begin(), modifier_rows().end(),
                                  [&](const auto& row) { return same_word(words[i], row.word); });
      double weight = used || !modifier ? 1 : 0.25;
      all += weight;
      if (used) explained += weight;
    }
  }
  explained += std::min(static_cast<double>(found.han_bytes) / 6, all - explained);
  return all > 0 ? explained / all : 0;
}

StageCosts costs_of(std::string_view stages) {
  StageCosts costs;
  costs.fill(2);
  double offset = 0;
  bool first = true, equal = false;
  for (char c : stages) {
    if (c == '=') {
      equal = true;
      continue;
    }
    if (!first && !equal) offset += 0.3;
    for (std::size_t s = 0; s < costs.size(); ++s) {
      auto distance = std::abs(static_cast<double>(s) - (c - '1'));
      costs[s] = std::min(costs[s], offset + distance);
    }
    first = equal = false;
  }
  return costs;
}

/// What is left of a name when the explained words are taken out; fillers that say nothing go too, but not numbers and
/// single letters: they tell "product 1" from "product 2".
void set_rest(Meaning& meaning, const Match& found, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool used = std::find(found.used.begin(), found.used.end(), i) != found.used.end();
    bool particle = words[i] == "a" || (words[i].size() > 1 && is_filler(words[i]) &&
                                        !std::isdigit(static_cast<unsigned char>(words[i][0])));
    if (used || particle || !is_ascii(words[i])) continue;
    std::string word = words[i].size() == 1
                           ? std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(words[i][0]))))
                           : words[i];
    auto row = std::find_if(modifier_rows().begin(), modifier_rows().end(),
                            [&](const auto& each) { return same_word(words[i], each.word); });
    meaning.rest.push_back(row != modifier_rows().end() ? Label{row->zh_hans, row->zh_hant, row->en}
                                                        : Label::same(word));
  }
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  enum class Kind { other, lower, upper, digit, wide };
  std::vector<std::string> words;
  std::string word;
  Kind before = Kind::other;
  auto close = [&] {
    if (!word.empty()) words.push_back(to_lower(word));
    word.clear();
  };
  for (std::size_t at = 0; at < name.size();) {
    std::size_t start = at;
    char32_t code = next_code_point(name, at);
    Kind kind = code >= 0x2E80                                        ? Kind::wide
                : code < 0x80 && std::isupper(static_cast<int>(code)) ? Kind::upper
                : code < 0x80 && std::isdigit(static_cast<int>(code)) ? Kind::digit
                : (code < 0x80 && std::isalpha(static_cast<int>(code))) || (code >= 0xC0 && code < 0x2000)
                    ? Kind::lower
                    : Kind::other;
    // "ABTest": the last capital of a run begins the word that follows.
    if (kind == Kind::lower && before == Kind::upper && word.size() > 1) {
      std::string last = word.substr(word.size() - 1);
      word.pop_back();
      close();
      word = last;
    } else if (kind != before && !(kind == Kind::lower && before == Kind::upper)) {
      close();
    }
    if (kind != Kind::other) word.append(name.substr(start, at - start));
    before = kind;
  }
  close();
  return words;
}

std::optional<Meaning> meaning_of(std::string_view name, Domain domain) {
  static const std::array<std::vector<Row>, 2> tables{rows_of(Domain::purchase), rows_of(Domain::service)};
  auto words = words_of(name);
  std::optional<Match> best;
  const Row* best_row = nullptr;
  double best_share = 0;
  for (const auto& row : tables[static_cast<std::size_t>(domain)]) {
    for (auto pattern : split(row.words, ';')) {
      auto found = match(pattern, words, name);
      if (!found) continue;
      double share = share_explained(*found, words);
      bool better = !best || share > best_share + 1e-9 || (share > best_share - 1e-9 && found->words > best->words);
      if (!better) continue;
      best = found;
      best_row = &row;
      best_share = share;
    }
  }
  // One word out of many is chance, not meaning.
  if (!best || best_share < 0.3) return std::nullopt;
  Meaning meaning;
  meaning.row = best_row;
  if (best_share >= 0.6 || (best->han_bytes > 0 && best_share >= 0.5))
    meaning.label = Label{best_row->zh_hans, best_row->zh_hant, best_row->en};
  set_rest(meaning, *best, words);
  meaning.has_stage = best_row->stages[0] != '\0';
  if (meaning.has_stage) meaning.costs = costs_of(best_row->stages);
  meaning.signs = best_row->signs;
  meaning.share = best_share;
  return meaning;
}

std::optional<Domain> domain_of(const std::set<std::string>& names) {
  auto explained_by = [&](Domain domain) {
    double sum = 0;
    for (const auto& name : names) {
      auto meaning = meaning_of(name, domain);
      if (meaning && meaning->has_stage) sum += meaning->share;
    }
    return names.empty() ? 0 : sum / static_cast<double>(names.size());
  };
  constexpr double enough = 0.3;
  double purchase = explained_by(Domain::purchase), service = explained_by(Domain::service);
  if (std::max(purchase, service) < enough) return {};
  return purchase >= service ? Domain::purchase : Domain::service;
}

const std::vector<PresetStage>& preset(Domain domain) {
  static const std::vector<PresetStage> purchase{
      {"st_aware", {"意识", "意識", "Aware"}},   {"st_consider", {"考虑", "考慮", "Consider"}},
      {"st_decide", {"决策", "決策", "Decide"}}, {"st_buy", {"购买", "購買", "Buy"}},
      {"st_use", {"使用", "使用", "Use"}},       {"st_loyal", {"忠诚", "忠誠", "Loyal"}}};
  static const std::vector<PresetStage> service{{"st_report", {"受理", "受理", "Report"}},
                                                {"st_check", {"核查", "查核", "Check"}},
                                                {"st_decide", {"决定", "決定", "Decide"}},
                                                {"st_resolve", {"处理", "處理", "Resolve"}},
                                                {"st_close", {"结案", "結案", "Close"}}};
  return domain == Domain::purchase ? purchase : service;
}

ChannelMeaning channel_meaning(const std::string& channel) {
  auto words = words_of(channel);
  const ChannelRow* best = nullptr;
  double best_share = 0.45;
  for (const auto& row : channel_rows()) {
    for (auto pattern : split(row.words, ';')) {
      auto found = match(pattern, words, channel);
      if (!found) continue;
      double share = share_explained(*found, words);
      if (share <= best_share) continue;
      best = &row;
      best_share = share;
    }
  }
  if (best == nullptr) return {Label::same(channel), "", false, false};
  return {{best->zh_hans, best->zh_hant, best->en}, best->en_at, best->offline, best->place};
}

}  // namespace cairn::map
