// Many candidates that are ready for the gate, with bad ones and flaky checks planted among them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "support/fleet.h"

namespace reeve::test {

struct GateLoadSetting {
  int candidates = 200;
  int files = 5'000;
  int slots = 1;
  int bad = 5;    // their change fails the gate's check
  int flaky = 5;  // with their change, the check fails the first time it looks at it
};

class GateLoad {
 public:
  explicit GateLoad(const GateLoadSetting& setting);

  FleetRepository& fleet() { return fleet_; }
  void submit_all();
  // What has to be true when all is settled, as a list of what is not.
  std::vector<std::string> flaws();

 private:
  std::string id_of(int number);
  std::string file_of(int number) const;
  std::string kind_of(int number) const;
  void submit(int number);

  GateLoadSetting setting_;
  TemporaryFolder marks_;  // which flaky changes have been seen
  FleetRepository fleet_;
  std::set<std::string> bad_;
};

}  // namespace reeve::test
