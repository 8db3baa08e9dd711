// What is left of a task for those who count: who runs it, how its attempts ended and what they used, and why
// it waits, without what was asked for and what was answered. Several times smaller and faster to read than
// the log that it comes from. Pure.
#pragma once

#include "base/binary.h"
#include "task/fold.h"

namespace reeve {

// The state without body, criteria, checks, handoffs, receipts, claims and commits, and without reasons
// unless it is held. Everything that lib/report/status.h, the spend, the pauses of agents and hot files are
// made of stays as it is.
TaskState digest_of(TaskState state);

// What they give and take is the whole of such a digest; other states lose what it lacks. read_digest()
// throws Error(damaged). `digest_format` changes with what is written or left out, or with what a log means.
constexpr int digest_format = 1;
void write_digest(BinaryWriter& out, const TaskState& digest);
TaskState read_digest(BinaryReader& in);

// The same of what agents used.
void write_usage(BinaryWriter& out, const Usage& usage);
Usage read_usage(BinaryReader& in);

}  // namespace reeve
