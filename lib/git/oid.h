// A git object id (SHA-1) as a value.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace reeve::git {

class Oid {
 public:
  Oid() = default;  // all zero: never the id of an object
  explicit Oid(const std::array<std::uint8_t, 20>& bytes) : bytes_(bytes) {}

  // Absent unless the text is exactly 40 lower- or upper-case hexadecimal digits.
  static std::optional<Oid> parse(std::string_view hex);

  std::string hex() const;        // 40 digits
  std::string short_hex() const;  // 10 digits, for people
  bool is_zero() const { return *this == Oid(); }
  const std::array<std::uint8_t, 20>& bytes() const { return bytes_; }

  auto operator<=>(const Oid&) const = default;

 private:
  std::array<std::uint8_t, 20> bytes_{};
};

}  // namespace reeve::git

template <>
struct std::hash<reeve::git::Oid> {
  std::size_t operator()(const reeve::git::Oid& id) const noexcept;
};
