#include "tools/program.h"

#include <exception>

#include "tools/command_line.h"
#include "tools/help.h"
#include "tools/output.h"
#include "tools/version.h"

namespace reeve::cli {
namespace {

ExitCode show_help(const Invocation& invocation, const CommandTable& table, Terminal& out) {
  const std::size_t width = help_width(out);
  if (invocation.command != nullptr) {
    out.write(command_help(*invocation.command, width));
  } else if (!invocation.family.empty()) {
    out.write(family_help(table, invocation.family, width));
  } else {
    out.write(program_help(table, width));
  }
  // Without a command there is nothing to do, which is fine only for one who asked for help.
  return invocation.wish == Invocation::Wish::help ? ExitCode::done : ExitCode::usage;
}

std::filesystem::path current_folder() {
  std::error_code failure;
  auto folder = std::filesystem::current_path(failure);
  if (!failure) return folder;
  throw Error(ErrorKind::io, "cannot tell the current folder: " + failure.message(),
              "change to a folder that exists");
}

ExitCode run_command(const Invocation& invocation, const CommandTable& table, Terminal& out, Terminal& err,
                     Clock& clock) {
  Context context{.folder = resolve_folder(current_folder(), invocation.folders),
                  .out = out,
                  .err = err,
                  .verbosity = invocation.verbosity,
                  .commands = table,
                  .clock = clock};
  return invocation.command->run(*invocation.arguments, context);
}

ExitCode run_or_throw(const std::vector<std::string>& words, const CommandTable& table, Terminal& out,
                      Terminal& err, Clock& clock) {
  const Invocation invocation = parse_command_line(words, table);
  if (invocation.colour == Colour::off) {
    out.set_colour(Colour::off);
    err.set_colour(Colour::off);
  }
  if (invocation.wish == Invocation::Wish::version) {
    out.line(version_text());
    return ExitCode::done;
  }
  if (invocation.wish == Invocation::Wish::help || invocation.command == nullptr) {
    return show_help(invocation, table, out);
  }
  return run_command(invocation, table, out, err, clock);
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& words, const CommandTable& table, Terminal& out,
                     Terminal& err, Clock& clock) noexcept try {
  return run_or_throw(words, table, out, err, clock);
} catch (const OutputClosed&) {
  return ExitCode::output_closed;
} catch (const Error& error) {
  print_error(err, error.what(), error.hint());
  return exit_code_of(error.kind());
} catch (const std::exception& error) {
  print_error(err, error.what(), "this is a defect of git-reeve; please report it with the command line");
  return ExitCode::fault;
}

}  // namespace reeve::cli
