#include "git/oid.h"

#include <cstring>

namespace reeve::git {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Oid> Oid::parse(std::string_view hex) {
  std::array<std::uint8_t, 20> bytes{};
  if (hex.size() != 2 * bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = digit_value(hex[2 * i]);
    const int low = digit_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return Oid(bytes);
}

std::string Oid::hex() const {
  std::string text;
  text.reserve(2 * bytes_.size());
  for (const std::uint8_t byte : bytes_) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 15];
  }
  return text;
}

std::string Oid::short_hex() const {
  return hex().substr(0, 10);
}

}  // namespace reeve::git

std::size_t std::hash<reeve::git::Oid>::operator()(const reeve::git::Oid& id) const noexcept {
  std::size_t value = 0;  // the first bytes of a SHA-1 are as good as any hash of it
  std::memcpy(&value, id.bytes().data(), sizeof(value));
  return value;
}
