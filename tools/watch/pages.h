// What a live screen shows of one task, read from the hub. Never throws for trouble with the task or the hub:
// then that is what the page says.
#pragma once

#include <string>

#include "tools/session.h"
#include "tools/watch/reader.h"

namespace reeve::cli {

// The task as `task show` has it; the newest log of its agent or the events of its own log; or why it is
// where it is.
Page page_of(Session& session, PageKind kind, const std::string& task);

// The task's work against what it is to be merged with, once it has landed what it became.
DiffNews diff_of(Session& session, const std::string& task);

}  // namespace reeve::cli
