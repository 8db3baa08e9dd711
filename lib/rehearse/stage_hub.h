// The hub as one process of a rehearsal sees it: it takes a moment, so that others may be first; it may be
// down; an answer may be lost; and the process may be killed before a change or after it.
#pragma once

#include "rehearse/stage.h"

namespace reeve::rehearse {

class StageHub : public Hub {
 public:
  StageHub(Stage& stage, Actor& actor) : stage_(stage), actor_(actor), hub_(stage.open_hub()) {}

  std::vector<git::Ref> list(const std::string& prefix) override;
  std::optional<git::Oid> read(const std::string& ref) override;
  ApplyResult apply(const Transaction& transaction) override;
  git::Repository& objects() override { return hub_.objects(); }
  bool refs_are_here() const override { return false; }

 private:
  void await_hub();
  void die_if_due();

  Stage& stage_;
  Actor& actor_;
  MemoryHub hub_;
};

// Ends the calling process; from now on its machine may know that it is gone.
[[noreturn]] void die(Stage& stage, const Actor& actor);

}  // namespace reeve::rehearse
