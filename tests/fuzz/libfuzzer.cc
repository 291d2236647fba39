// clang's libFuzzer calls this with one input after the other; CAIRN_TARGET names the target.
#include <cstddef>
#include <cstdint>

#include "targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  cairn::fuzz::CAIRN_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
