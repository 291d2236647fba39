#include "journey/splice_columns.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string>
#include <type_traits>

#include "journey/column_file.h"

namespace cairn::journey {
namespace {

using Chunks = std::vector<std::shared_ptr<const ChunkColumn>>;

unsigned code_bytes(std::size_t texts) { return texts <= UINT8_MAX ? 1 : texts <= UINT16_MAX ? 2 : 4; }

/// Calls work(T*) for codes of so many bytes.
template <class Work>
void as_codes(void* codes, unsigned bytes, const Work& work) {
  if (bytes == 1)
    work(static_cast<std::uint8_t*>(codes));
  else if (bytes == 2)
    work(static_cast<std::uint16_t*>(codes));
  else
    work(static_cast<std::uint32_t*>(codes));
}

/// The texts of one slice: those of the base, and new ones of the tail.
class JoinedTexts {
 public:
  JoinedTexts(const Texts& base, const Chunks& chunks) : base_(base), chunks_(chunks), known_(chunks.size()) {}

  /// Numbers a text of the tail: 0 none, the base's code, or new_text + a number from 1.
  std::uint32_t number(std::uint32_t part, std::uint32_t code) {
    if (code == 0) return 0;
    const auto& texts = chunks_[part]->texts;
    auto& known = known_[part];
    if (known.empty()) known.resize(texts.size(), UINT32_MAX);
    auto& number = known[code - 1];
    if (number == UINT32_MAX) {
      number = base_.code_of(texts[code - 1]);
      if (number == 0) number = new_text | added_.code(texts[code - 1]);
    }
    return number;
  }
  static constexpr std::uint32_t new_text = std::uint32_t{1} << 31;

  /// After all numbers are given: whether there is a new text; and then the dictionary in order and what becomes of
  /// codes: of the base (by code) and of new texts (by number).
  bool merge(std::vector<Block>& blocks, Texts& merged) {
    auto texts = added_.take();
    if (texts.empty()) return false;
    std::vector<std::uint32_t> order(texts.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return texts[a] < texts[b]; });
    std::size_t bytes = 0, count = base_.size() + texts.size();
    for (auto text : base_) bytes += text.size();
    for (const auto& text : texts) bytes += text.size();
    Block block((count + 1) * 8 + bytes);
    auto* begins = block.at<std::uint64_t>(0);
    auto* to = block.at<char>((count + 1) * 8);
    of_base_.assign(base_.size() + 1, 0);
    of_new_.assign(texts.size() + 1, 0);
    std::size_t at = 0, next = 0;
    begins[0] = 0;
    auto put = [&](std::string_view text) {
      std::memcpy(to + begins[at], text.data(), text.size());
      begins[at + 1] = begins[at] + text.size();
      return static_cast<std::uint32_t>(++at);
    };
    for (std::size_t b = 0; b <= base_.size(); ++b) {
      for (; next < order.size() && (b == base_.size() || texts[order[next]] < base_[b]); ++next)
        of_new_[order[next] + 1] = put(texts[order[next]]);
      if (b < base_.size()) of_base_[b + 1] = put(base_[b]);
    }
    merged = Texts({begins, count + 1}, to);
    blocks.push_back(std::move(block));
    return true;
  }
  const std::vector<std::uint32_t>& of_base() const { return of_base_; }
  std::uint32_t code(std::uint32_t number) const {
    if (of_base_.empty()) return number;
    return (number & new_text) != 0 ? of_new_[number & ~new_text] : of_base_[number];
  }

 private:
  const Texts& base_;
  const Chunks& chunks_;
  std::vector<std::vector<std::uint32_t>> known_;  ///< of each chunk, by its code - 1
  Dictionary added_;
  std::vector<std::uint32_t> of_base_, of_new_;
};

Column codes_of(const Spliced& spliced, const SplicedSlice& plan, const Column& base, const Chunks& chunks,
                std::vector<Block>& blocks) {
  JoinedTexts texts(base.dictionary, chunks);
  std::vector<std::uint32_t> numbers;  // of the slice's rows of the tail
  numbers.reserve(plan.tail_end - plan.tail_begin);
  for (auto t = plan.tail_begin; t < plan.tail_end; ++t) {
    const auto& row = spliced.tail->rows[t];
    numbers.push_back(texts.number(row.part, chunks[row.part]->codes[row.row]));
  }
  Column column;
  column.dictionary = base.dictionary;
  texts.merge(blocks, column.dictionary);
  const auto& moved = texts.of_base();
  auto bytes = code_bytes(column.dictionary.size());
  Block block(plan.rows() * bytes);
  base.codes.visit([&]<class From>(std::span<const From> from) {
    as_codes(block.at<std::uint8_t>(0), bytes, [&]<class To>(To* to) {
      plan.each_run(
          [&](std::uint32_t begin, std::uint32_t end) {
            if (std::is_same_v<To, From> && moved.empty())
              std::memcpy(to, from.data() + begin, (end - begin) * sizeof(To));
            else if (moved.empty())
              for (auto i = begin; i < end; ++i) to[i - begin] = static_cast<To>(from[i]);
            else
              for (auto i = begin; i < end; ++i) to[i - begin] = static_cast<To>(moved[from[i]]);
            to += end - begin;
          },
          [&](std::uint32_t begin, std::uint32_t end) {
            for (auto t = begin; t < end; ++t) *to++ = static_cast<To>(texts.code(numbers[t - plan.tail_begin]));
          });
    });
  });
  column.codes = Codes(block.at<std::uint8_t>(0), plan.rows(), bytes);
  blocks.push_back(std::move(block));
  return column;
}

/// A way to keep numbers.
struct Narrow {
  NumberForm form = NumberForm::real;
  double divisor = 1;
  bool holds(double number) const {
    switch (form) {
      case NumberForm::i8:
        return fits<std::int8_t>(number, divisor);
      case NumberForm::i16:
        return fits<std::int16_t>(number, divisor);
      case NumberForm::i32:
        return fits<std::int32_t>(number, divisor);
      case NumberForm::real:
        return true;
    }
    return true;
  }
};

/// The form that holds a slice of the base and these: for the base it is enough to look at its form.
Narrow form_for(const Numbers& base, const std::vector<double>& tail) {
  Narrow own;
  base.visit([&]<class T>(std::span<const T>) { own.form = static_cast<NumberForm>(sizeof(T)); });
  own.divisor = base.divisor();
  if (own.form == NumberForm::real && !base.empty()) return {};
  bool hundredths = own.divisor == 100 && !base.empty();
  std::vector<Narrow> forms;
  for (double divisor : {1.0, 100.0})
    for (auto form : {NumberForm::i8, NumberForm::i16, NumberForm::i32}) {
      if (hundredths && divisor == 1) continue;
      // An integer becomes a hundred times as large: one width more is enough for it.
      bool grows = !hundredths && divisor == 100 && !base.empty();
      auto least = static_cast<unsigned>(own.form) * (grows ? 2 : 1);
      if (base.empty() || static_cast<unsigned>(form) >= least) forms.push_back({form, divisor});
    }
  for (const auto& form : forms)
    if (std::all_of(tail.begin(), tail.end(), [&](double n) { return std::isnan(n) || form.holds(n); })) return form;
  return {};
}

template <class To>
To stored(double number, double divisor) {
  if constexpr (std::is_same_v<To, double>)
    return number;
  else
    return std::isnan(number) ? Numbers::missing<To> : static_cast<To>(std::nearbyint(number * divisor));
}

Column numbers_of(const Spliced& spliced, const SplicedSlice& plan, const Column& base, const Chunks& chunks,
                  std::vector<Block>& blocks) {
  std::vector<double> tail;
  tail.reserve(plan.tail_end - plan.tail_begin);
  for (auto t = plan.tail_begin; t < plan.tail_end; ++t) {
    const auto& row = spliced.tail->rows[t];
    tail.push_back(chunks[row.part]->numbers[row.row]);
  }
  auto form = form_for(base.numbers, tail);
  Block block(plan.rows() * static_cast<unsigned>(form.form));
  Numbers target(block.at<std::uint8_t>(0), plan.rows(), form.form, form.divisor);
  bool same_divisor = form.divisor == base.numbers.divisor();
  base.numbers.visit([&]<class From>(std::span<const From> from) {
    target.visit([&]<class To>(std::span<const To>) {
      auto* to = block.at<To>(0);
      plan.each_run(
          [&](std::uint32_t begin, std::uint32_t end) {
            if (std::is_same_v<To, From> && same_divisor)
              std::memcpy(to, from.data() + begin, (end - begin) * sizeof(To));
            else
              for (auto i = begin; i < end; ++i) to[i - begin] = stored<To>(base.numbers.value(from[i]), form.divisor);
            to += end - begin;
          },
          [&](std::uint32_t begin, std::uint32_t end) {
            for (auto t = begin; t < end; ++t) *to++ = stored<To>(tail[t - plan.tail_begin], form.divisor);
          });
    });
  });
  Column column;
  column.numeric = true;
  column.numbers = target;
  blocks.push_back(std::move(block));
  return column;
}

template <class Of>
std::shared_ptr<const BucketColumn> gather(const Spliced& spliced, std::shared_ptr<const BucketColumn> base,
                                           const Chunks& chunks, const Of& of) {
  auto column = std::make_shared<BucketColumn>();
  for (const auto& plan : spliced.plan)
    column->slices.push_back(of(spliced, plan, base->slices[plan.base_slice], chunks, column->blocks));
  column->base = std::move(base);
  return column;
}

}  // namespace

std::shared_ptr<const BucketColumn> gather_codes(const Spliced& spliced, std::shared_ptr<const BucketColumn> base,
                                                 const Chunks& chunks) {
  return gather(spliced, std::move(base), chunks, codes_of);
}

std::shared_ptr<const BucketColumn> gather_numbers(const Spliced& spliced, std::shared_ptr<const BucketColumn> base,
                                                   const Chunks& chunks) {
  return gather(spliced, std::move(base), chunks, numbers_of);
}

}  // namespace cairn::journey
