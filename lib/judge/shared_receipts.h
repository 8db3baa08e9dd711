// Receipts of all gates of a hub, so that a tree that one has tested is tested by none again, whatever the
// machine. Each gate writes notes on a ref of its own, refs/notes/reeve/receipts/<gate>
// (hub/receipt_notes.h): a common one would be fought for by all of them.
//
// Whom to believe: where the repository has `.reeve/allowed_signers`, receipts that one of these has signed,
// and no others; a gate signs as soon as it has a key (signing.h). Without that file whoever may push to the
// hub is believed, as the server believes them with a verdict; `[gate] share_receipts = false` believes
// nobody. A worker's receipts are never in these notes.
//
// None of this is ever a reason to wait or to fail: where the hub does not answer or refuses, the gate works
// as if it were alone, and says so once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "hub/hub.h"
#include "hub/receipt_notes.h"

namespace reeve {

// How receipts are written and kept.
struct ShareSettings {
  Milliseconds look_interval{5'000};          // between two looks at the hub
  Milliseconds publish_interval{10'000};      // between two writes: what is found meanwhile goes together
  Milliseconds pause{10 * 60'000};            // after trouble
  std::size_t most_notes = 1'000;             // of one gate; see write_receipt_notes()
  Milliseconds longest_age{14 * 86'400'000};  // of receipts, and of the ref of a gate that writes none
};

// Used by one thread at a time.
class SharedReceipts {
 public:
  // `author` writes the notes. All that is borrowed must outlive this.
  SharedReceipts(Hub& hub, const Clock& clock, git::Signature author,
                 std::optional<std::string> allowed_signers, ShareSettings settings = {});

  // What was not believed, and trouble with the hub; each once.
  std::function<void(const std::string&)> on_warning;

  // Sees what other gates have written meanwhile. Does nothing if it has just looked.
  void look();
  // The passes on this tree that are believed, as of the last look.
  std::vector<Receipt> passes_on(const git::Oid& tree);

  // What this gate itself has found of a tree, all of it: for the next write.
  void add(const git::Oid& tree, const std::vector<Receipt>& receipts);
  // Writes what was added, if it is time: between builds.
  void publish_if_due();
  // Writes it now: before the gate ends.
  void publish();

 private:
  std::vector<Receipt> read(const git::Ref& gate, const git::Oid& tree, const git::Oid& note);
  std::map<git::Oid, std::string> signed_notes();
  void write();
  void remove_forgotten();
  bool is_paused() const { return clock_.now() < paused_until_; }
  void stop_for_a_while(const std::string& doing, const std::string& reason);
  void warn(const std::string& warning);

  Hub& hub_;
  const Clock& clock_;
  git::Signature author_;
  std::optional<std::string> allowed_signers_;
  ShareSettings settings_;
  std::string own_;  // name of the own ref

  std::vector<git::Ref> gates_;                        // as last seen
  std::map<git::Oid, std::vector<Receipt>> read_;      // by blob: a signature is looked at once
  std::map<git::Oid, std::vector<Receipt>> to_write_;  // by tree
  std::optional<TimePoint> looked_;
  std::optional<TimePoint> published_;
  TimePoint paused_until_{};
  std::map<std::string, bool> warned_;
};

// What this gate is called: `reeve.gateId` of git's configuration, else "ci" where the variable CI is set (a
// job's machine and clone are used once), else a name for this machine and this clone.
std::string gate_id(const git::Repository& repository);

}  // namespace reeve
