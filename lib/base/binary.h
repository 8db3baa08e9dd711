// Values as bytes and back, for files that this program alone reads, on the machine that wrote them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace reeve {

class BinaryWriter {
 public:
  // Small numbers take one byte.
  void number(std::uint64_t value);
  void signed_number(std::int64_t value);
  void real(double value);
  void text(std::string_view value);
  void bytes(std::string_view value) { out_.append(value); }  // without their length
  void flag(bool value) { number(value ? 1 : 0); }
  void time(TimePoint value) { signed_number(value.time_since_epoch().count()); }

  const std::string& written() const { return out_; }

 private:
  std::string out_;
};

// Reads what a BinaryWriter wrote, in the same order. Every function throws Error(damaged) where the bytes
// end or make no sense.
class BinaryReader {
 public:
  // `text` must outlive it.
  explicit BinaryReader(std::string_view text) : rest_(text) {}

  std::uint64_t number();
  std::int64_t signed_number();
  double real();
  std::string_view text();  // into the text that is read
  std::string_view bytes(std::size_t count);
  bool flag() { return number() != 0; }
  TimePoint time() { return TimePoint(Milliseconds(signed_number())); }
  // A number of items to come, each of at least one byte.
  std::size_t count();
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// Tells damage, not malice.
std::uint64_t checksum_of(std::string_view bytes);

}  // namespace reeve
