// Receipts that travel: what the checks of one gate said of trees, as notes on these trees, on a ref of that
// gate's own. FORMAT.md has the format. Only passes are there: a failure is evidence for its own gate alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "git/repository.h"
#include "task/event.h"

namespace reeve {

// What one gate knows of one tree.
struct TreeReceipts {
  git::Oid tree;
  std::string by;  // the gate, as its ref names it
  TimePoint at{};  // when it was written
  std::vector<Receipt> receipts;

  bool operator==(const TreeReceipts&) const = default;
};

// As the signature covers it: one line of JSON, members in a fixed order, without a line feed. Logs are left
// out, and so is every receipt that is no pass of the gate on this tree.
std::string text_of(const TreeReceipts& receipts);
// Absent for any other text. What is no pass of a gate on this tree is left out.
std::optional<TreeReceipts> tree_receipts_from(const std::string& text);

// A note: that text, and the armoured signature of it; empty if it is not signed.
struct ReceiptNote {
  std::string text;
  std::string signature;
};
std::string to_note(const ReceiptNote& note);
ReceiptNote receipt_note_from(const std::string& note);

// The receipts in a note on `tree`, if they are to be believed: with `allowed_signers` (ALLOWED SIGNERS in
// ssh-keygen(1)) they must be signed by one of these for Reeve. Otherwise why not.
struct ReadReceipts {
  std::optional<TreeReceipts> receipts;
  std::string problem;
};
ReadReceipts read_receipt_note(const std::string& note, const git::Oid& tree,
                               const std::optional<std::string>& allowed_signers);

// Notes on a ref of receipts by tree. `tip`: of the ref.
std::optional<git::Oid> receipt_note_id(const git::Repository& repository, const git::Oid& tip,
                                        const git::Oid& tree);
std::map<git::Oid, git::Oid> all_receipt_notes(const git::Repository& repository, const git::Oid& tip);

// A commit with these notes set, on top of `tip`; no ref moves. Once more than `most` notes would be there
// the newest half of them begins anew, without a history that would keep all that ever was.
git::Oid write_receipt_notes(git::Repository& repository, const std::optional<git::Oid>& tip,
                             const std::map<git::Oid, std::string>& notes, std::size_t most,
                             const git::Signature& author);

}  // namespace reeve
