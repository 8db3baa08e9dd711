#include <unistd.h>

#include "tools/commands.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/program.h"

int main(int argc, char** argv) {
  using namespace reeve::cli;
  survive_closed_pipes();
  watch_for_interrupts();
  const auto writing_to = [](int descriptor) {
    return [descriptor](std::string_view text) { return write_to_descriptor(descriptor, text); };
  };
  Terminal out(properties_of(STDOUT_FILENO), writing_to(STDOUT_FILENO));
  // Nobody needs to read the errors for the work to go on.
  Terminal err(properties_of(STDERR_FILENO), writing_to(STDERR_FILENO), Terminal::Failure::is_ignored);
  return static_cast<int>(run_program({argv + 1, argv + argc}, commands(), out, err));
}
