// Text made small, for files that carry a lot of it.
#pragma once

#include <string>
#include <string_view>

namespace reeve {

// The bytes in zlib's format (RFC 1950), packed as small as zlib can: about 20 ms a megabyte of JSON.
// Browsers unpack it as DecompressionStream("deflate").
std::string deflated(std::string_view bytes);

// The bytes as text of A-Z a-z 0-9 + / with = at the end (RFC 4648), without line ends.
std::string base64(std::string_view bytes);

}  // namespace reeve
