// Room that is kept back on the disk of a workspace, so that a full disk stops events and nothing else: settings,
// sources, positions and an orderly end still find a place to be written.
//
//   free ≥ 3 × ballast   all is well, the ballast lies there                     workspace/ballast
//   free < 1 × ballast   scarce: events are refused (503) before the disk is full
//   free < ¼ × ballast   somebody else filled the disk: the ballast is given back
//
// Between the first and the second nothing changes, so that one freed page does not make it swing.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>

namespace cairn::store {

class Ballast {
 public:
  static constexpr std::uint64_t usual_bytes = 4ULL << 20;

  explicit Ballast(const std::filesystem::path& workspace, std::uint64_t bytes = usual_bytes);
  /// Looks at the disk and does what is due; call it often, from one thread.
  void look();
  /// Whether events should be refused. From any thread.
  bool disk_is_scarce() const { return scarce_; }

 private:
  void lay_down();
  void give_back();

  std::filesystem::path file_;
  std::uint64_t bytes_;
  std::atomic<bool> scarce_ = false;
  bool lies_there_ = false;
};

}  // namespace cairn::store
