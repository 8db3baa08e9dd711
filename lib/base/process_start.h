// Starts a program under a keeper (keeper.h) and gives the parent's ends of its pipes. The one place that
// uses Boost.Process.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "base/descriptor.h"
#include "base/process.h"

namespace reeve {

struct StartedProcess {
  pid_t keeper = 0;  // the caller must wait for it
  Descriptor input;  // to write to; not open if the program has /dev/null as its input
  Descriptor out;
  Descriptor err;
  Descriptor status;  // gives KeeperMessages
};

// `program` is the file that is executed, spec.argv what it sees. Whether it
// could be executed is what the status pipe says. Throws Error(process) if there are no pipes or processes
// left.
StartedProcess start_under_keeper(boost::asio::io_context& context, const std::filesystem::path& program,
                                  const ProcessSpec& spec);

}  // namespace reeve
