#include "agent/round.h"
#include "base/error.h"

namespace reeve {

RoundReport run_api_round(const Round& round) {
  throw Error(ErrorKind::configuration, "preset '" + round.request.agent.preset + "' cannot run yet");
}

}  // namespace reeve
