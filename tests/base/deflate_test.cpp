#include "base/deflate.h"

#include <zlib.h>

#include "support/catch.h"

namespace deflate_test {

using namespace reeve;

TEST_CASE("what was packed unpacks to the same bytes, and text is packed small") {
  std::string text;
  for (int number = 0; number < 5'000; ++number) text += "{\"task\":" + std::to_string(number) + "},";
  const std::string packed = deflated(text);
  CHECK(packed.size() < text.size() / 4);
  std::string unpacked(text.size() + 1, '\0');
  uLongf size = static_cast<uLongf>(unpacked.size());
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(unpacked.data()), &size,
                     reinterpret_cast<const Bytef*>(packed.data()),
                     static_cast<uLong>(packed.size())) == Z_OK);
  unpacked.resize(size);
  CHECK(unpacked == text);
}

TEST_CASE("bytes are written in base 64 as RFC 4648 has it in its examples") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\xfd") == "//79");
}

}  // namespace deflate_test
