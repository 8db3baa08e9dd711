// What one look at a hub showed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.h"

namespace reeve {

class RefSnapshot {
 public:
  // `refs` in the order in which they were seen: of a ref that was seen twice, what was seen last counts.
  explicit RefSnapshot(const std::vector<git::Ref>& refs);

  // As of Hub, for what was looked at.
  std::vector<git::Ref> list(std::string_view prefix) const;
  std::optional<git::Oid> read(std::string_view ref) const;

 private:
  std::map<std::string, git::Oid, std::less<>> refs_;
};

}  // namespace reeve
