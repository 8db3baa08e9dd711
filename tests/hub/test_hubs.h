// Every kind of hub behind one small interface, so that one set of cases holds for all of them. A new kind is
// one more class here and one more name in kinds_of_hub().
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/hub.h"

namespace reeve::test {

class HubFactory {
 public:
  virtual ~HubFactory() = default;
  // One more hub on the same refs, as another process or thread would open it. Safe from several threads.
  virtual std::unique_ptr<Hub> open() = 0;
};

std::vector<std::string> kinds_of_hub();
// Those without a server between: a change there takes milliseconds.
std::vector<std::string> kinds_of_near_hub();
// A new, empty set of refs.
std::unique_ptr<HubFactory> make_hubs(const std::string& kind);

// A commit in the hub's object store that differs for each text; no ref moves.
git::Oid commit_saying(Hub& hub, const std::string& text);

// "a=<first line of the commit's message>" for each ref under the prefix, one a line, sorted.
std::string describe_refs(Hub& hub, const std::string& prefix = "refs/");

}  // namespace reeve::test
