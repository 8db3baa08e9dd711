// Many candidates that are ready for the gate, with bad ones, pairs of which only one half can land, and
// flaky checks planted among them.
#pragma once

#include <map>
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
  int pairs = 0;  // two neighbours that share no path, and pass each but not together
  // Whether the check of a half waits until the other half is checked, too: so that both pass.
  enum class Halves { apart, at_once } halves = Halves::apart;
  std::string gate = "";  // more lines of [gate]
  // Whether a worker says that all of them passed on their branch: a bad one's was wrong.
  enum class Branch { untested, passed } branch = Branch::untested;
};

class GateLoad {
 public:
  explicit GateLoad(const GateLoadSetting& setting);

  FleetRepository& fleet() { return fleet_; }
  // The check's command.
  const std::string& check() const { return check_; }
  // Those from `first` to the last.
  void submit_all(int first = 0);
  void submit(int number);
  // What has to be true when all is settled, as a list of what is not.
  std::vector<std::string> flaws();

 private:
  std::string id_of(int number);
  std::string file_of(int number) const;
  std::string kind_of(int number) const;
  std::string name_of(int number) const;
  std::map<std::string, int> reverts();
  void find_flaws_of(int number, int landed, int reverted, std::vector<std::string>& flaws);
  void find_flaws_of_refused(const TaskRecord& task, std::vector<std::string>& flaws);
  void find_flaws_of_target(const std::set<std::string>& landed, std::vector<std::string>& flaws);

  GateLoadSetting setting_;
  TemporaryFolder marks_;  // which flaky changes have been seen, and which halves of pairs
  std::string check_;
  FleetRepository fleet_;
};

}  // namespace reeve::test
