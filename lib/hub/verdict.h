// The gate's verdict on what it lands, in the ledger's note on the new tip of the target (FORMAT.md). A
// server that has the gate as its pre-receive hook moves the target for nothing else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/oid.h"
#include "task/event.h"

namespace reeve {

struct Verdict {
  std::string goal;
  std::string target;              // full ref name
  git::Oid base;                   // the target before
  git::Oid commit;                 // the target afterwards
  git::Oid tree;                   // of that commit: what the checks ran on
  git::Oid policy;                 // blob id of the .reeve/config.toml that said what to check; zero: none
  std::vector<std::string> tasks;  // ids, in the order of landing
  std::vector<Receipt> receipts;   // without logs: all of them passed

  bool operator==(const Verdict&) const = default;
};

// The verdict as its signature covers it: one line of JSON, members in a fixed order, without a line feed.
std::string verdict_text(const Verdict& verdict);
// Absent for any other text, and for a verdict that is not `pass`.
std::optional<Verdict> verdict_from(const std::string& text);

struct SignedVerdict {
  std::string text;
  std::string signature;  // armoured; empty if it is not signed

  bool operator==(const SignedVerdict&) const = default;
};

// The note with the verdict's lines at the end of those for people.
std::string with_verdict(const std::string& note, const SignedVerdict& verdict);
// Absent if the note has none.
std::optional<SignedVerdict> verdict_in_note(const std::string& note);

}  // namespace reeve
