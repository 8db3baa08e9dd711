// Keeps the values of secret variables out of what is written down.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "task/event.h"

namespace reeve {

struct Secret {
  std::string name;
  std::string value;
};

// Shorter values are words that stand anywhere, and would be guessed before they were read.
constexpr std::size_t shortest_secret = 8;

// Replaces each secret in a stream by "***NAME***", wherever the stream is cut into pieces; also as a JSON
// string has it. Of two that begin at the same place the longer one counts.
class Redactor {
 public:
  // Secrets that are shorter than shortest_secret are left out.
  explicit Redactor(const std::vector<Secret>& secrets);

  // What can be passed on by now. What may be the beginning of a secret is kept back.
  std::string add(std::string_view piece);
  // What was kept back, after the last piece.
  std::string finish();

 private:
  struct Found {
    std::size_t position = std::string::npos;
    const Secret* secret = nullptr;
  };
  Found next_secret(std::size_t from) const;
  std::size_t possible_beginning(std::size_t from) const;
  std::string pass_on(std::size_t kept);

  std::vector<Secret> secrets_;  // the longest first
  std::string pending_;
};

// A whole text.
std::string redacted(std::string_view text, const std::vector<Secret>& secrets);
Handoff redacted(Handoff handoff, const std::vector<Secret>& secrets);

}  // namespace reeve
