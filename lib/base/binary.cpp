#include "base/binary.h"

#include <cstring>

#include "base/error.h"

namespace reeve {

namespace {

[[noreturn]] void throw_damaged() {
  throw Error(ErrorKind::damaged, "the bytes end too early, or are not what was written");
}

}  // namespace

void BinaryWriter::number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<char>((value & 0x7F) | 0x80));
  out_.push_back(static_cast<char>(value));
}

// The sign in the lowest bit, so that small negative numbers stay short.
void BinaryWriter::signed_number(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  number((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void BinaryWriter::real(double value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  out_.append(raw, sizeof value);
}

void BinaryWriter::text(std::string_view value) {
  number(value.size());
  out_.append(value);
}

std::uint64_t BinaryReader::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && shift / 7 < rest_.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_[shift / 7]);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte >= 0x80) continue;
    rest_.remove_prefix(shift / 7 + 1);
    return value;
  }
  throw_damaged();
}

std::int64_t BinaryReader::signed_number() {
  const std::uint64_t bits = number();
  return static_cast<std::int64_t>((bits >> 1) ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
}

double BinaryReader::real() {
  double value = 0;
  std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
  return value;
}

std::string_view BinaryReader::text() {
  return bytes(number());
}

std::string_view BinaryReader::bytes(std::size_t count) {
  if (count > rest_.size()) throw_damaged();
  const std::string_view found = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return found;
}

std::size_t BinaryReader::count() {
  const std::uint64_t count = number();
  if (count > rest_.size()) throw_damaged();
  return count;
}

std::uint64_t checksum_of(std::string_view bytes) {
  constexpr std::uint64_t prime = 0x9E3779B97F4A7C15;
  std::uint64_t sum = bytes.size() * prime;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), size);
    bytes.remove_prefix(size);
    sum = (sum ^ word) * prime;
    sum ^= sum >> 32;
  }
  return sum;
}

}  // namespace reeve
