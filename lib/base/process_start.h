// Starts a program under a keeper (keeper.h) and gives the parent's ends of its pipes. The one place that
// uses Boost.Process.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "base/process.h"

namespace reeve {

// An open file, closed with its owner.
class OwnedDescriptor {
 public:
  OwnedDescriptor() = default;
  explicit OwnedDescriptor(int number) : number_(number) {}
  OwnedDescriptor(OwnedDescriptor&& other) noexcept : number_(other.release()) {}
  OwnedDescriptor& operator=(OwnedDescriptor&& other) noexcept;
  ~OwnedDescriptor() { close(); }

  bool is_open() const { return number_ >= 0; }
  int get() const { return number_; }
  int release();
  void close();

 private:
  int number_ = -1;
};

struct StartedProcess {
  pid_t keeper = 0;       // the caller must wait for it
  OwnedDescriptor input;  // to write to; not open if the program has /dev/null as its input
  OwnedDescriptor out;
  OwnedDescriptor err;
  OwnedDescriptor status;  // gives KeeperMessages
};

// `program` is the file that is executed, spec.argv what it sees. Whether it
// could be executed is what the status pipe says. Throws Error(process) if there are no pipes or processes
// left.
StartedProcess start_under_keeper(boost::asio::io_context& context, const std::filesystem::path& program,
                                  const ProcessSpec& spec);

}  // namespace reeve
