// What to do after an answer of a forge, and when. A pure function, so that every limit can be tested in a
// table.
#pragma once

#include "base/http.h"

namespace reeve::forge {

enum class NextStep {
  use_answer,  // good or bad, it is the answer
  ask_again,   // not before `not_before`
};

struct Advice {
  NextStep step = NextStep::use_answer;
  TimePoint not_before{};
  std::string reason;  // for people, "the forge's rate limit is used up"; empty for use_answer
};

// `tries`: how many requests were answered with such an answer before this one.
//
// 429, and 403 where a header or the body speaks of a rate limit: waits as long as Retry-After says (seconds
// or a date), else until the limit's reset, else a minute, twice as long at every try (GitHub's own rule for
// its secondary limits). 503 with Retry-After: as it says. 500, 502, 503 and 504 of a GET: 1 s, twice as long
// at every try; other methods may have done their work already. No wait is longer than an hour by a rule of
// ours.
Advice advise(const HttpResponse& response, HttpMethod method, TimePoint now, unsigned tries);

}  // namespace reeve::forge
