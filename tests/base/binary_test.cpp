#include "base/binary.h"

#include <limits>

#include "base/error.h"
#include "support/catch.h"

namespace binary_test {

using namespace reeve;

TEST_CASE("what was written as bytes is read back as it was") {
  BinaryWriter out;
  const auto most = std::numeric_limits<std::uint64_t>::max();
  const auto least = std::numeric_limits<std::int64_t>::min();
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, most})
    out.number(number);
  for (const std::int64_t number : {std::int64_t{-1}, std::int64_t{63}, least, std::int64_t{1} << 40})
    out.signed_number(number);
  out.real(-0.1);
  out.text("a text");
  out.text("");
  out.flag(true);
  out.time(TimePoint{Milliseconds{1'800'000'000'123}});
  BinaryReader in(out.written());
  CHECK(in.number() == 0);
  CHECK(in.number() == 127);
  CHECK(in.number() == 128);
  CHECK(in.number() == most);
  CHECK(in.signed_number() == -1);
  CHECK(in.signed_number() == 63);
  CHECK(in.signed_number() == least);
  CHECK(in.signed_number() == std::int64_t{1} << 40);
  CHECK(in.real() == -0.1);
  CHECK(in.text() == "a text");
  CHECK(in.text().empty());
  CHECK(in.flag());
  CHECK(in.time() == TimePoint{Milliseconds{1'800'000'000'123}});
  CHECK(in.at_end());
}

TEST_CASE("bytes that end too early are damaged, at whatever place they were cut") {
  BinaryWriter out;
  out.number(300);
  out.text("a text");
  out.real(1.5);
  for (std::size_t size = 0; size < out.written().size(); ++size) {
    const std::string cut = out.written().substr(0, size);
    BinaryReader in(cut);
    CHECK_THROWS_AS((in.number(), in.text(), in.real()), Error);
  }
  BinaryReader endless(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11));
  CHECK_THROWS_AS(endless.number(), Error);
}

TEST_CASE("a checksum tells a changed bit, wherever it is, and a changed length") {
  const std::string text = "twenty-one characters";
  for (std::size_t place = 0; place < text.size(); ++place) {
    std::string changed = text;
    changed[place] ^= 4;
    CHECK(checksum_of(changed) != checksum_of(text));
  }
  CHECK(checksum_of(text + '\0') != checksum_of(text));
  CHECK(checksum_of("") == checksum_of(""));
}

}  // namespace binary_test
