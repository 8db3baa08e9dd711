#include "hub/landing_reader.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "hub/in_parallel.h"
#include "hub/note_lookup.h"
#include "hub/spend_trailers.h"

namespace reeve {

namespace {

// A walk of this many commits (20 ms) is taken for the beginning of a long one: more than lie between the
// sums in the ledger, for which it would not pay.
constexpr std::size_t long_walk = 2'048;

std::string_view next_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

template <typename Number>
Number number_in(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "committer Ada <ada@example.org> 1763700000 +0000"
TimePoint time_in(std::string_view line) {
  const auto after_mail = line.rfind("> ");
  if (after_mail == std::string_view::npos) return {};
  return TimePoint(std::chrono::seconds(number_in<std::int64_t>(line.substr(after_mail + 2))));
}

void read_header(Landing& landing, std::string_view& text) {
  for (std::string_view line = next_line(text); !line.empty(); line = next_line(text)) {
    if (line.starts_with("parent ") && !landing.parent) landing.parent = git::Oid::parse(line.substr(7));
    if (line.starts_with("committer ")) landing.at = time_in(line);
  }
}

void forget_trailers(Landing& landing) {
  for (std::string* text : {&landing.goal, &landing.task, &landing.reverts, &landing.from}) text->clear();
  landing.attempt = 1;
  landing.spend.clear();
}

void read_trailer(Landing& landing, std::string_view line) {
  if (!line.starts_with("Reeve-")) return;
  const auto is = [&](std::string_view name) { return line.starts_with(name); };
  const std::string_view value = trim(line.substr(std::min(line.size(), line.find(": ") + 2)));
  if (is("Reeve-Task: ")) landing.task = value;
  if (is("Reeve-Goal: ")) landing.goal = value;
  if (is("Reeve-Reverts: ")) landing.reverts = value;
  if (is("Reeve-Parent: ")) landing.from = value;
  if (is("Reeve-Attempt: ")) landing.attempt = std::max<std::size_t>(1, number_in<std::size_t>(value));
  if (is("Reeve-Usage: ")) add_usage(landing.spend, std::string(value));
}

// Ids are spread evenly: of a hundred thousand two begin with the same two bytes.
std::size_t beginning_of(const git::Oid& commit) {
  return static_cast<std::size_t>(commit.bytes()[0]) << 8U | commit.bytes()[1];
}

// The names of folders and files lead to 40 digits.
void read_noted_commits(git::ObjectReader& objects, const git::Oid& tree, const std::string& path,
                        std::vector<git::Oid>& commits) {
  const std::string raw = objects.read(tree, git::ObjectKind::tree);
  for (const git::RawEntry& entry : git::entries_of_raw_tree(raw)) {
    const std::string name = path + std::string(entry.name);
    if (entry.is_tree && name.size() < 40) read_noted_commits(objects, entry.id, name, commits);
    if (entry.is_tree) continue;
    if (const auto commit = git::Oid::parse(name)) commits.push_back(*commit);
  }
}

}  // namespace

Landing landing_of(std::string_view raw_commit) {
  Landing landing;
  read_header(landing, raw_commit);
  std::string_view message = trim(raw_commit);
  while (!message.empty()) {
    const std::string_view line = next_line(message);
    if (trim(line).empty())
      forget_trailers(landing);
    else
      read_trailer(landing, line);
  }
  return landing;
}

LandingReader::LandingReader(const git::Repository& repository, std::optional<git::Oid> ledger)
    : repository_(repository), ledger_(ledger), objects_(repository) {}

// The place among those that have a note; absent if it has none.
std::optional<std::size_t> LandingReader::place_of(const git::Oid& commit) const {
  const std::size_t beginning = beginning_of(commit);
  for (std::size_t place = first_[beginning]; place < first_[beginning + 1]; ++place) {
    if (with_note_[place] == commit) return place;
  }
  return std::nullopt;
}

void LandingReader::list_noted() {
  first_.assign((1U << 16U) + 1, 0);
  if (ledger_) read_noted_commits(objects_, repository_.tree_of(*ledger_), "", with_note_);
  // A hand may have written other folders than the gate does.
  std::sort(with_note_.begin(), with_note_.end());
  for (const git::Oid& commit : with_note_) ++first_[beginning_of(commit) + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
}

void LandingReader::read_noted() {
  list_noted();
  noted_.resize(with_note_.size());
  in_parallel(repository_, with_note_.size(), [&](git::ObjectReader& objects, std::size_t index) {
    try {
      noted_[index] = landing_of(objects.read(with_note_[index], git::ObjectKind::commit));
    } catch (const Error&) {
      // A note may be on something else, or on what is gone.
    }
  });
}

const Landing& LandingReader::at(const git::Oid& commit) {
  if (++asked_ == long_walk) read_noted();
  if (!noted_.empty()) {
    if (const auto place = place_of(commit); place && noted_[*place]) return *noted_[*place];
  }
  const auto known = other_.find(commit);
  if (known != other_.end()) return known->second;
  return other_.emplace(commit, landing_of(objects_.read(commit, git::ObjectKind::commit))).first->second;
}

std::vector<std::optional<std::string>> LandingReader::notes_on(const std::vector<git::Oid>& commits) {
  std::vector<std::optional<std::string>> found(commits.size());
  if (commits.empty() || !ledger_) return found;
  const auto blobs = find_notes(objects_, repository_.tree_of(*ledger_), commits);
  in_parallel(repository_, commits.size(), [&](git::ObjectReader& objects, std::size_t index) {
    if (blobs[index]) found[index] = objects.read(*blobs[index], git::ObjectKind::blob);
  });
  return found;
}

}  // namespace reeve
