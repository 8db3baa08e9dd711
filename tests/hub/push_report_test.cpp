#include "hub/push_report.h"

#include "support/catch.h"

namespace push_report_test {

using namespace reeve;

namespace {

std::string described(std::string_view out) {
  const auto name = [](RefPush end) {
    switch (end) {
      case RefPush::done:
        return "done";
      case RefPush::up_to_date:
        return "up to date";
      case RefPush::stale:
        return "stale";
      case RefPush::held_back:
        return "held back";
      case RefPush::refused:
        return "refused";
    }
    return "?";
  };
  std::string text;
  for (const PushedRef& ref : parse_push_report(out))
    text += ref.ref + " " + name(ref.end) + (ref.reason.empty() ? "" : ": " + ref.reason) + "\n";
  return text;
}

}  // namespace

TEST_CASE("what became of each ref, as git 2.39 writes it") {
  CHECK(
      described("To ssh://host/hub.git\n"
                "*\tabc:refs/heads/a\t[new reference]\n"
                " \tabc:refs/heads/b\t1234567..89abcde\n"
                "+\tabc:refs/heads/c\t1234567...89abcde (forced update)\n"
                "-\t:refs/heads/d\t[deleted]\n"
                "=\tabc:refs/heads/e\t[up to date]\n"
                "!\tabc:refs/heads/f\t[rejected] (stale info)\n"
                "!\tabc:refs/heads/g\t[rejected] (atomic push failed)\n"
                "!\tabc:refs/heads/h\t[remote rejected] (pre-receive hook declined)\n"
                "!\tabc:refs/heads/i\t[remote rejected] (atomic transaction failed)\n"
                "!\tabc:refs/heads/j\t[remote failure] (remote failed to report status)\n"
                "Done\n") ==
      "refs/heads/a done\nrefs/heads/b done\nrefs/heads/c done\nrefs/heads/d done\nrefs/heads/e up to date\n"
      "refs/heads/f stale: stale info\nrefs/heads/g held back: atomic push failed\n"
      "refs/heads/h refused: pre-receive hook declined\n"
      "refs/heads/i held back: atomic transaction failed\n"
      "refs/heads/j refused: remote failed to report status\n");
}

TEST_CASE("lines that are no report are passed over") {
  CHECK(described("") == "");
  CHECK(described("To /hub\nDone\n") == "");
  CHECK(described("*\tno colon\t[new]\n**\ta:b\tc\nx\ta:b\tc\n*\ta:b\n") == "");
}

TEST_CASE("a push is confirmed by git's last line") {
  CHECK(is_confirmed("To /hub\n*\ta:b\t[new reference]\nDone\n"));
  CHECK_FALSE(is_confirmed("To /hub\n*\ta:b\t[new reference]\n"));
  CHECK_FALSE(is_confirmed(""));
}

TEST_CASE("the server's words are told from git's own") {
  CHECK(words_of_server("Enumerating objects\nremote: no, because        \nremote: of rule 3\n"
                        "error: failed to push some refs\n") == "no, because\nof rule 3");
}

}  // namespace push_report_test
