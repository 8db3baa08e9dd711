// What a service means when it does not answer as it should.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "task/outcome.h"

namespace reeve {

struct ApiTrouble {
  enum class Kind {
    final,      // trying again changes nothing
    transient,  // it may pass within minutes; `until`: when the service says so
  };
  Kind kind = Kind::final;
  Outcome outcome = Outcome::crashed;  // what the round ends with, if it ends with this
  std::string reason;                  // the service's own words, one line
  std::optional<TimePoint> until;
};

// The trouble behind an answer that is not 2xx, or behind an error in a stream, which counts as the status
// that it has as an answer of its own (without headers). Trouble on the service's side is transient and, when
// it lasts, a pause (rate_limited), since it says nothing about the agent; a model that is not known is as a
// key that is wrong (auth): a person must change something. A request that the service calls bad is
// `crashed`.
ApiTrouble trouble_from(int status, const std::vector<HttpHeader>& headers, std::string_view body,
                        TimePoint now);

// No answer at all, or one that was cut: transient.
ApiTrouble trouble_without_answer(const std::string& reason);

// The words of an error body ({"error": {"message": …}} in its several forms), or the beginning of it.
std::string words_of(std::string_view body);

}  // namespace reeve
