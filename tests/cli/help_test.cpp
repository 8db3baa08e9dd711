#include "tools/help.h"

#include "cli/fake_commands.h"
#include "support/catch.h"
#include "tools/manual.h"
#include "tools/output.h"
#include "tools/wrap.h"

namespace help_test {

using namespace reeve::cli;
using reeve::test::fake_commands;
using reeve::test::run_fake_program;
using Words = std::vector<std::string>;

TEST_CASE("the help of the program fills 60, 80 and at most 100 columns") {
  CHECK(run_fake_program({"-h"}, 60).out == R"help(usage: git reeve [-C DIR] [-q] [-v] [--json] [--no-color]
                 [-h] [--version] COMMAND [ARGUMENT]…

Runs a fleet of coding agents on one repository, out of git
itself. A planner breaks a goal into tasks, workers take one
task each and push commits, and a judge lets only good work
land. There is no server and no database: every fact is a
commit, a branch or a note.

start
   init  write the configuration, the prompts, the hooks and
         the files of a forge's pipeline

plan
   goal  new, list

run
   work  work on one task

options of every command
   -C, --directory DIR  run as if started in DIR
   -q, --quiet          print results and errors only
   -v, --verbose        say more about what is done
       --json           print JSON, where a command prints
                        state
       --no-color       print without colour (as with
                        NO_COLOR)
   -h, --help           show this help
       --version        print the version

'git reeve COMMAND -h' explains one command.
)help");
  CHECK(run_fake_program({"-h"}, 80).out ==
        R"help(usage: git reeve [-C DIR] [-q] [-v] [--json] [--no-color] [-h] [--version]
                 COMMAND [ARGUMENT]…

Runs a fleet of coding agents on one repository, out of git itself. A planner
breaks a goal into tasks, workers take one task each and push commits, and a
judge lets only good work land. There is no server and no database: every fact
is a commit, a branch or a note.

start
   init  write the configuration, the prompts, the hooks and the files of a
         forge's pipeline

plan
   goal  new, list

run
   work  work on one task

options of every command
   -C, --directory DIR  run as if started in DIR
   -q, --quiet          print results and errors only
   -v, --verbose        say more about what is done
       --json           print JSON, where a command prints state
       --no-color       print without colour (as with NO_COLOR)
   -h, --help           show this help
       --version        print the version

'git reeve COMMAND -h' explains one command.
)help");
  CHECK(run_fake_program({"-h"}, 200).out ==
        R"help(usage: git reeve [-C DIR] [-q] [-v] [--json] [--no-color] [-h] [--version] COMMAND [ARGUMENT]…

Runs a fleet of coding agents on one repository, out of git itself. A planner breaks a goal into
tasks, workers take one task each and push commits, and a judge lets only good work land. There is
no server and no database: every fact is a commit, a branch or a note.

start
   init  write the configuration, the prompts, the hooks and the files of a forge's pipeline

plan
   goal  new, list

run
   work  work on one task

options of every command
   -C, --directory DIR  run as if started in DIR
   -q, --quiet          print results and errors only
   -v, --verbose        say more about what is done
       --json           print JSON, where a command prints state
       --no-color       print without colour (as with NO_COLOR)
   -h, --help           show this help
       --version        print the version

'git reeve COMMAND -h' explains one command.
)help");
}

TEST_CASE("the help of a command fills 60, 80 and at most 100 columns") {
  CHECK(run_fake_program({"goal", "new", "-h"}, 60).out ==
        R"help(usage: git reeve goal new TITLE [--body FILE]
                          [--accept TEXT]…
                          [--check COMMAND]… [-j N]
                          [--force]
   or: git reeve goal new --from-an-older-goal-of-this-repository
                          GOAL

Open a goal.

A goal is what a person asks for: text, acceptance criteria
and checks. Workers land on its branch, which a person
merges when satisfied.

 git reeve goal new 'Make it fast' --check 'make test'

options
       --body FILE      the text of the goal; - reads
                        standard input
   -a, --accept TEXT    an acceptance criterion
       --check COMMAND  a command that must pass on the
                        whole goal
   -j, --jobs N         how many workers may run at the same
                        time for this goal and no other
   -f, --force          open it even if one of this title is
                        open
       --from-an-older-goal-of-this-repository GOAL
                        copy everything from this one

options of every command
   -C, --directory DIR  run as if started in DIR
   -q, --quiet          print results and errors only
   -v, --verbose        say more about what is done
       --no-color       print without colour (as with
                        NO_COLOR)
   -h, --help           show this help
       --version        print the version
)help");
  CHECK(run_fake_program({"goal", "new", "-h"}, 80).out ==
        R"help(usage: git reeve goal new TITLE [--body FILE] [--accept TEXT]…
                          [--check COMMAND]… [-j N] [--force]
   or: git reeve goal new --from-an-older-goal-of-this-repository GOAL

Open a goal.

A goal is what a person asks for: text, acceptance criteria and checks. Workers
land on its branch, which a person merges when satisfied.

 git reeve goal new 'Make it fast' --check 'make test'

options
       --body FILE      the text of the goal; - reads standard input
   -a, --accept TEXT    an acceptance criterion
       --check COMMAND  a command that must pass on the whole goal
   -j, --jobs N         how many workers may run at the same time for this goal
                        and no other
   -f, --force          open it even if one of this title is open
       --from-an-older-goal-of-this-repository GOAL
                        copy everything from this one

options of every command
   -C, --directory DIR  run as if started in DIR
   -q, --quiet          print results and errors only
   -v, --verbose        say more about what is done
       --no-color       print without colour (as with NO_COLOR)
   -h, --help           show this help
       --version        print the version
)help");
  CHECK(
      run_fake_program({"goal", "new", "-h"}, 200).out ==
      R"help(usage: git reeve goal new TITLE [--body FILE] [--accept TEXT]… [--check COMMAND]… [-j N] [--force]
   or: git reeve goal new --from-an-older-goal-of-this-repository GOAL

Open a goal.

A goal is what a person asks for: text, acceptance criteria and checks. Workers land on its branch,
which a person merges when satisfied.

 git reeve goal new 'Make it fast' --check 'make test'

options
       --body FILE      the text of the goal; - reads standard input
   -a, --accept TEXT    an acceptance criterion
       --check COMMAND  a command that must pass on the whole goal
   -j, --jobs N         how many workers may run at the same time for this goal and no other
   -f, --force          open it even if one of this title is open
       --from-an-older-goal-of-this-repository GOAL
                        copy everything from this one

options of every command
   -C, --directory DIR  run as if started in DIR
   -q, --quiet          print results and errors only
   -v, --verbose        say more about what is done
       --no-color       print without colour (as with NO_COLOR)
   -h, --help           show this help
       --version        print the version
)help");
}

TEST_CASE("help is the same however it is asked for, and only a missing command is a failure") {
  CHECK(run_fake_program({"-h"}).exit_code == ExitCode::done);
  CHECK(run_fake_program({}).exit_code == ExitCode::usage);
  CHECK(run_fake_program({}).out == run_fake_program({"--help"}).out);
  CHECK(run_fake_program({"goal", "-h"}).exit_code == ExitCode::done);
  CHECK(run_fake_program({"goal"}).exit_code == ExitCode::usage);
  CHECK(run_fake_program({"goal"}).out == run_fake_program({"goal", "-h"}).out);
  CHECK(run_fake_program({"-h", "goal", "new"}).out == run_fake_program({"goal", "new", "--help"}).out);
}

TEST_CASE("a family prints its subcommands") {
  CHECK(run_fake_program({"goal"}).out == R"help(usage: git reeve goal COMMAND [ARGUMENT]…

   goal new   open a goal
   goal list  list the goals

'git reeve goal COMMAND -h' explains one of them.
)help");
}

TEST_CASE("only a command that knows --json says so") {
  CHECK(run_fake_program({"goal", "list", "-h"}).out.find("--json") != std::string::npos);
  CHECK(run_fake_program({"init", "-h"}).out.find("--json") == std::string::npos);
}

TEST_CASE("a hidden command can be explained but is not listed") {
  CHECK(run_fake_program({"secret", "-h"}).out.starts_with("usage: git reeve secret\n\nPrint nothing.\n"));
  CHECK(run_fake_program({"-h"}).out.find("secret") == std::string::npos);
  CHECK(manual_page(fake_commands()).find("secret") == std::string::npos);
}

TEST_CASE("the manual page is roff with every command and exit code") {
  CHECK(manual_page(fake_commands()) == R"roff(.TH GIT\-REEVE 1 "" "git\-reeve 0.1.0" "Git Manual"
.SH NAME
git\-reeve \- run a fleet of coding agents out of git
.SH SYNOPSIS
\fBgit reeve\fR [\-C DIR] [\-q] [\-v] [\-\-json] [\-\-no\-color] [\-h] [\-\-version] COMMAND [ARGUMENT]\[u2026]
.SH DESCRIPTION
Runs a fleet of coding agents on one repository, out of git itself. A planner breaks a goal into tasks, workers take one task each and push commits, and a judge lets only good work land. There is no server and no database: every fact is a commit, a branch or a note.
.SH COMMANDS
.SS "git reeve init"
.PP
\fBgit reeve init\fR
.PP
Write the configuration, the prompts, the hooks and the files of a forge\(aqs pipeline.
.SS "git reeve goal new"
.PP
\fBgit reeve goal new\fR TITLE [\-\-body FILE] [\-\-accept TEXT]\[u2026] [\-\-check COMMAND]\[u2026] [\-j N] [\-\-force]
.PP
\fBgit reeve goal new\fR \-\-from\-an\-older\-goal\-of\-this\-repository GOAL
.PP
Open a goal.
.PP
A goal is what a person asks for: text, acceptance criteria and checks. Workers land on its branch, which a person merges when satisfied.
.PP
.nf
 git reeve goal new \(aqMake it fast\(aq \-\-check \(aqmake test\(aq
.fi
.TP
\fB\-\-body FILE\fR
the text of the goal; \- reads standard input
.TP
\fB\-a, \-\-accept TEXT\fR
an acceptance criterion
.TP
\fB\-\-check COMMAND\fR
a command that must pass on the whole goal
.TP
\fB\-j, \-\-jobs N\fR
how many workers may run at the same time for this goal and no other
.TP
\fB\-f, \-\-force\fR
open it even if one of this title is open
.TP
\fB\-\-from\-an\-older\-goal\-of\-this\-repository GOAL\fR
copy everything from this one
.SS "git reeve goal list"
.PP
\fBgit reeve goal list\fR
.PP
List the goals.
.PP
Knows \-\-json.
.SS "git reeve work"
.PP
\fBgit reeve work\fR [TASK]\[u2026]
.PP
Work on one task.
.SH OPTIONS OF EVERY COMMAND
.TP
\fB\-C, \-\-directory DIR\fR
run as if started in DIR
.TP
\fB\-q, \-\-quiet\fR
print results and errors only
.TP
\fB\-v, \-\-verbose\fR
say more about what is done
.TP
\fB\-\-json\fR
print JSON, where a command prints state
.TP
\fB\-\-no\-color\fR
print without colour (as with NO_COLOR)
.TP
\fB\-h, \-\-help\fR
show this help
.TP
\fB\-\-version\fR
print the version
.SH EXIT STATUS
.TP
\fB0\fR
done
.TP
\fB1\fR
the answer is no: a check failed, or what was named does not exist
.TP
\fB2\fR
the command line, or a file named on it, cannot be meant
.TP
\fB3\fR
the configuration has an error
.TP
\fB4\fR
the hub does not answer
.TP
\fB5\fR
somebody else changed the same thing first
.TP
\fB128\fR
git, the file system or a program failed
.TP
\fB130\fR
interrupted
.TP
\fB141\fR
the reader of the output went away
.SH ENVIRONMENT
.TP
\fBNO_COLOR\fR
if set to anything, output has no colour
.TP
\fBCOLUMNS\fR
the width of the output; the terminal's if not set
.SH SEE ALSO
\fBgit\fR(1)
)roff");
}

TEST_CASE("roff gets every character literally") {
  CHECK(roff_text(".x\n'y\na.b") == "\\&.x\n\\&\\(aqy\na.b");
  CHECK(roff_text("a\\b-c`d") == "a\\eb\\-c\\(gad");
  CHECK(roff_text("é…😀") == "\\[u00E9]\\[u2026]\\[u1F600]");
  CHECK(roff_text("cut \xe2\x80") == "cut \\[u0080]");
}

TEST_CASE("a synopsis is broken between brackets only") {
  CHECK(synopsis_words("A [-b  C] (--d E | --f [G H])… I") ==
        Words{"A", "[-b C]", "(--d E | --f [G H])…", "I"});
  CHECK(synopsis_words("").empty());
}

TEST_CASE("lines are filled by columns, not by bytes") {
  CHECK(wrap(words_of("ää öö  üü\nß"), 5) == Words{"ää öö", "üü ß"});
  CHECK(wrap(words_of("a toolongword b"), 4) == Words{"a", "toolongword", "b"});
  CHECK(wrap({}, 4) == Words{""});
  CHECK(hanging("  x  ", words_of("aaaaaaaaaaaa bbbbbbbbbbb ccc"), 29) ==
        "  x  aaaaaaaaaaaa bbbbbbbbbbb\n     ccc\n");
}

TEST_CASE("help is 80 columns wide where nothing limits it") {
  const auto width = [](std::optional<std::size_t> columns) {
    return help_width(Terminal({.width = columns}, [](std::string_view) { return true; }));
  };
  CHECK(width(std::nullopt) == 80);
  CHECK(width(60) == 60);
  CHECK(width(200) == 100);
}

}  // namespace help_test
