#include "agent/redact.h"

#include <algorithm>

#include "base/json.h"

namespace reeve {

namespace {

// The value as it stands within a JSON string.
std::string escaped(const std::string& value) {
  const std::string text = json_text(JsonObject().add("value", value).value());
  return text.substr(text.find(':') + 2, text.size() - text.find(':') - 4);
}

std::string mark_of(const Secret& secret) {
  return "***" + secret.name + "***";
}

void redact(std::vector<std::string>& texts, const std::vector<Secret>& secrets) {
  for (std::string& text : texts) text = redacted(text, secrets);
}

}  // namespace

Redactor::Redactor(const std::vector<Secret>& secrets) {
  for (const Secret& secret : secrets) {
    if (secret.value.size() < shortest_secret) continue;
    secrets_.push_back(secret);
    const std::string in_json = escaped(secret.value);
    if (in_json != secret.value) secrets_.push_back({secret.name, in_json});
  }
  std::ranges::sort(secrets_, [](const Secret& a, const Secret& b) {
    return a.value.size() != b.value.size() ? a.value.size() > b.value.size() : a.name < b.name;
  });
}

Redactor::Found Redactor::next_secret(std::size_t from) const {
  Found found;
  for (const Secret& secret : secrets_) {
    const std::size_t position = pending_.find(secret.value, from);
    if (position < found.position) found = {position, &secret};
  }
  return found;
}

// How many bytes at the end of what is pending a secret may begin with.
std::size_t Redactor::possible_beginning(std::size_t from) const {
  std::size_t longest = 0;
  for (const Secret& secret : secrets_) {
    const std::string_view value = secret.value;
    std::size_t length = std::min(value.size() - 1, pending_.size() - from);
    while (length > longest && !pending_.ends_with(value.substr(0, length))) --length;
    longest = std::max(longest, length);
  }
  return longest;
}

// What stands before the last `kept` bytes, with its secrets replaced. A secret that begins before them is
// replaced as a whole.
std::string Redactor::pass_on(std::size_t kept) {
  std::string passed;
  std::size_t position = 0;
  for (Found found = next_secret(0); found.secret != nullptr && found.position + kept < pending_.size();
       found = next_secret(position)) {
    passed += pending_.substr(position, found.position - position) + mark_of(*found.secret);
    position = found.position + found.secret->value.size();
  }
  const std::size_t end = pending_.size() - (kept == 0 ? 0 : possible_beginning(position));
  passed += pending_.substr(position, end - position);
  pending_.erase(0, end);
  return passed;
}

std::string Redactor::add(std::string_view piece) {
  pending_ += piece;
  return pass_on(possible_beginning(0));
}

std::string Redactor::finish() {
  return pass_on(0);
}

std::string redacted(std::string_view text, const std::vector<Secret>& secrets) {
  Redactor redactor(secrets);
  std::string passed = redactor.add(text);
  return passed + redactor.finish();
}

Handoff redacted(Handoff handoff, const std::vector<Secret>& secrets) {
  handoff.summary = redacted(handoff.summary, secrets);
  redact(handoff.concerns, secrets);
  redact(handoff.deviations, secrets);
  redact(handoff.findings, secrets);
  redact(handoff.suggestions, secrets);
  redact(handoff.not_done, secrets);
  return handoff;
}

}  // namespace reeve
