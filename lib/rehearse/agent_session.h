// One run of a scripted agent: time passes, calls of the model cost money, and limits end it, as they do for
// a real one.
#pragma once

#include <optional>

#include "agent/agent.h"
#include "rehearse/stage.h"

namespace reeve::rehearse {

struct Effort {
  Milliseconds duration{0};
  double cost = 0;
  double tokens = 0;
};

class AgentSession {
 public:
  AgentSession(Stage& stage, const AgentRequest& request, Effort effort);

  // Goes on until this share of the work is done. False if a limit or a stop has ended it; then report() says
  // so.
  bool work_until(double share);
  // Does nothing for so long, and notices nothing.
  void stand_still(Milliseconds duration);
  // Says nothing until the idle limit ends it.
  void fall_silent();

  AgentReport report() const;
  AgentReport report(Outcome outcome, const std::string& reason) const;

 private:
  bool step(Milliseconds duration);
  std::optional<Outcome> limit_reached() const;
  void end(Outcome outcome, const std::string& reason);

  Stage& stage_;
  const AgentRequest& request_;
  Effort effort_;
  Budget budget_;
  Milliseconds call_;  // how long one call of the model takes
  Milliseconds elapsed_{0};
  double cost_ = 0;
  double tokens_ = 0;
  std::int64_t calls_ = 0;
  std::optional<Outcome> ended_;
  std::string reason_;
};

}  // namespace reeve::rehearse
