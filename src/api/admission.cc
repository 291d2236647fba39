#include "api/admission.h"

#include <malloc.h>

namespace cairn::api {

void Admission::look() {
  // What was freed may still be held by the allocator; it is asked to give it back before anybody is refused.
  if (process_memory() > most_memory_) ::malloc_trim(0);
  short_of_memory_ = process_memory() > most_memory_;
}

}  // namespace cairn::api
