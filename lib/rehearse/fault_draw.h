// Which fault hits what.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rehearse/dice.h"
#include "rehearse/scenario.h"

namespace reeve::rehearse {

class FaultDraw {
 public:
  FaultDraw(const FaultPlan& plan, Dice dice) : plan_(plan), dice_(dice) {}

  // The one that hits this attempt at the task, which is `node` in the scenario.
  std::optional<Fault> of_attempt(FaultPlace place, const std::string& node, const std::string& task,
                                  int attempt) const;
  // The one that hits number `number` of what this place counts.
  std::optional<Fault> of(FaultPlace place, std::uint64_t number) const;

 private:
  std::optional<Fault> drawn(FaultPlace place, const std::string& what, std::uint64_t number) const;

  const FaultPlan& plan_;
  Dice dice_;
};

}  // namespace reeve::rehearse
