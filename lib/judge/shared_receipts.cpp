#include "judge/shared_receipts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "judge/signing.h"
#include "task/id.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

constexpr std::size_t most_removed_at_once = 20;

}  // namespace

SharedReceipts::SharedReceipts(Hub& hub, const Clock& clock, git::Signature author,
                               std::optional<std::string> allowed_signers, ShareSettings settings)
    : hub_(hub),
      clock_(clock),
      author_(std::move(author)),
      allowed_signers_(std::move(allowed_signers)),
      settings_(settings),
      own_(refs::receipts(gate_id(hub.objects()))) {}

void SharedReceipts::look() {
  const TimePoint now = clock_.now();
  if (is_paused() || (looked_ && now < *looked_ + settings_.look_interval)) return;
  looked_ = now;
  try {
    gates_ = hub_.list(std::string(refs::receipts_prefix));
  } catch (const Error& error) {
    stop_for_a_while("read", error.what());
  }
}

// What cannot be read (a note that is no blob, a ref that is no commit) is nobody's receipt.
std::vector<Receipt> SharedReceipts::passes_on(const git::Oid& tree) {
  std::vector<Receipt> passes;
  for (const git::Ref& gate : gates_) {
    try {
      const auto note = receipt_note_id(hub_.objects(), gate.id, tree);
      if (!note) continue;
      const auto receipts = read(gate, tree, *note);
      passes.insert(passes.end(), receipts.begin(), receipts.end());
    } catch (const Error& error) {
      warn(fmt::format("the receipts in {} cannot be read: {}", gate.name, error.what()));
    }
  }
  return passes;
}

std::vector<Receipt> SharedReceipts::read(const git::Ref& gate, const git::Oid& tree, const git::Oid& note) {
  const auto known = read_.find(note);
  if (known != read_.end()) return known->second;
  std::vector<Receipt>& receipts = read_[note];
  const ReadReceipts found = read_receipt_note(hub_.objects().read_blob(note), tree, allowed_signers_);
  if (!found.receipts) {
    warn(fmt::format("the receipts for tree {} in {} are not believed: {}", tree.short_hex(), gate.name,
                     found.problem));
  } else if (found.receipts->at + settings_.longest_age > clock_.now()) {
    receipts = found.receipts->receipts;
  }
  return receipts;
}

void SharedReceipts::add(const git::Oid& tree, const std::vector<Receipt>& receipts) {
  to_write_[tree] = receipts;
}

void SharedReceipts::publish_if_due() {
  if (!published_) published_ = clock_.now();  // the first write waits for what comes with it, too
  if (clock_.now() >= *published_ + settings_.publish_interval) publish();
}

void SharedReceipts::publish() {
  if (to_write_.empty() || is_paused()) return;
  published_ = clock_.now();
  try {
    write();
  } catch (const Error& error) {
    to_write_.clear();
    stop_for_a_while("written", error.what());
  }
}

std::map<git::Oid, std::string> SharedReceipts::signed_notes() {
  const std::string gate = *refs::id_after(refs::receipts_prefix, own_);
  std::map<git::Oid, std::string> notes;
  for (const auto& [tree, receipts] : to_write_) {
    const SignedVerdict note =
        signed_verdict(hub_.objects(), text_of(TreeReceipts{tree, gate, clock_.now(), receipts}));
    notes.emplace(tree, to_note({note.text, note.signature}));
  }
  return notes;
}

// A lost race (two gates of one clone share its ref) keeps them for the next time.
void SharedReceipts::write() {
  author_.when = clock_.now();
  const auto tip = hub_.read(own_);
  const git::Oid next =
      write_receipt_notes(hub_.objects(), tip, signed_notes(), settings_.most_notes, author_);
  Transaction transaction;
  transaction.reason = "receipts of " + count_of(to_write_.size(), "tree");
  transaction.updates.push_back({own_, tip, next});
  if (!hub_.apply(transaction).succeeded()) return;
  to_write_.clear();
  remove_forgotten();
}

// The refs of gates that are no more: a machine that went, a clone that was deleted.
void SharedReceipts::remove_forgotten() {
  Transaction transaction;
  transaction.reason = "receipts of gates that write none";
  for (const git::Ref& gate : gates_) {
    if (gate.name == own_ || transaction.updates.size() == most_removed_at_once) continue;
    const TimePoint written = hub_.objects().read_commit(gate.id).committer.when;
    if (written + settings_.longest_age < clock_.now())
      transaction.updates.push_back({gate.name, gate.id, std::nullopt});
  }
  if (transaction.updates.empty()) return;
  hub_.apply(transaction);  // another gate may have done it
  std::erase_if(gates_, [&](const git::Ref& gate) {
    return std::ranges::any_of(transaction.updates,
                               [&](const git::RefUpdate& update) { return update.ref == gate.name; });
  });
}

void SharedReceipts::stop_for_a_while(const std::string& doing, const std::string& reason) {
  paused_until_ = clock_.now() + settings_.pause;
  warn(fmt::format("receipts of other machines are not {} for {}: {}", doing,
                   format_duration(settings_.pause), split_lines(reason + "\n").front()));
}

void SharedReceipts::warn(const std::string& warning) {
  if (warned_.try_emplace(warning, true).second && on_warning) on_warning(warning);
}

std::string gate_id(const git::Repository& repository) {
  if (auto named = repository.config("reeve.gateid"); named && is_valid_id(*named)) return *named;
  if (const char* ci = std::getenv("CI"); ci != nullptr && *ci != '\0') return "ci";
  const std::string place = git::blob_id(host_name() + "\n" + repository.common_dir().string()).hex();
  return slug_of(host_name()).substr(0, 40) + "-" + place.substr(0, 10);
}

}  // namespace reeve
