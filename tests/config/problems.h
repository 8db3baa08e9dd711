// What is wrong with a configuration, as its reader is told.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "config/config.h"

#include "support/catch.h"

namespace reeve::test {

// The whole message for a file that must not be accepted.
inline std::string problems_of(std::string_view toml) {
  try {
    parse_config(toml, "config.toml");
    return "accepted";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK_FALSE(error.hint().empty());
    return error.what();
  }
}

}  // namespace reeve::test
