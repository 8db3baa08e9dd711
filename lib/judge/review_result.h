// What a review agent says of a change.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

struct ReviewResult {
  std::string verdict;               // review_pass, review_fail or review_unsure
  std::vector<std::string> reasons;  // "not met: CRITERION: why", then "src/a.c:12: major: …"; one line each
  std::string summary;               // one line

  bool operator==(const ReviewResult&) const = default;
};

// The files that a change touches, each with the number of its lines: as they are with it, or for deleted
// ones as they were.
using ChangedFiles = std::map<std::string, std::size_t>;

// Reads its result file (templates/schemas/review-result.json). Throws Error(invalid) with all that is wrong,
// for the agent to read: a finding at no line of the change, a criterion that it was not asked about is none,
// and a `fail` that names neither a finding nor a criterion that is not met.
ReviewResult parse_review_result(std::string_view text, const std::string& source, const ChangedFiles& files);

std::string_view review_result_schema();

}  // namespace reeve
