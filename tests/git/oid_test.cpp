#include "git/oid.h"

#include <unordered_set>

#include "support/catch.h"

namespace oid_test {

using reeve::git::Oid;

namespace {
const std::string hex = "0123456789abcdef0123456789abcdef01234567";
}

TEST_CASE("an object id is forty hexadecimal digits and nothing else") {
  REQUIRE(Oid::parse(hex)->hex() == hex);
  REQUIRE(Oid::parse("0123456789ABCDEF0123456789ABCDEF01234567")->hex() == hex);
  CHECK_FALSE(Oid::parse(""));
  CHECK_FALSE(Oid::parse(hex.substr(1)));
  CHECK_FALSE(Oid::parse(hex + "8"));
  CHECK_FALSE(Oid::parse("g" + hex.substr(1)));
  CHECK_FALSE(Oid::parse(" " + hex.substr(1)));
  CHECK_FALSE(Oid::parse("0x" + hex.substr(2)));
}

TEST_CASE("object ids are compared, shortened and hashed by their bytes") {
  const Oid one = *Oid::parse(hex);
  const Oid two = *Oid::parse("f" + hex.substr(1));
  CHECK(one < two);
  CHECK(one != two);
  CHECK(one == *Oid::parse(hex));
  CHECK(one.short_hex() == "0123456789");
  CHECK(Oid().is_zero());
  CHECK_FALSE(one.is_zero());
  CHECK(std::unordered_set<Oid>{one, two, one}.size() == 2);
}

}  // namespace oid_test
