// The hooks of a plain git server.
#pragma once

#include "tools/command.h"

namespace reeve::cli {

// pre-receive: git tells the updates on standard input; `done` lets them through, `negative` refuses all of
// them and says why on standard error, where git shows it to who pushes.
ExitCode run_pre_receive(Context& context);

}  // namespace reeve::cli
