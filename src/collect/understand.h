// What kind of file it is, and who makes events of it: a file of orders (orders.h), or one event a row (recognise.h).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "collect/event_maker.h"
#include "collect/quarantine.h"
#include "collect/recognise.h"

namespace cairn::collect {

struct Understood {
  std::unique_ptr<EventMaker> maker;
  std::string source, zone;
  bool members = false;  ///< a list of members: it is a reference table as well
  std::vector<Guess> guesses;
  std::vector<std::string> notes, suggestions;
  std::vector<std::string> uses;  ///< by column, for a preview
};

/// `path` names the file, for errors and its source. Fails when neither is recognised.
Result<Understood> understand(const Sample& sample, const MappingOptions& options, const std::string& path,
                              Quarantine& quarantine);

}  // namespace cairn::collect
