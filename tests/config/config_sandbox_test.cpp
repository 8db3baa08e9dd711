// The keys of the sandbox, which agents and the gate have in common.
#include <fmt/format.h>

#include "base/error.h"
#include "config/config.h"
#include "support/catch.h"

namespace config_sandbox_test {

using namespace reeve;

namespace {

// What the keys of one table became, or what is wrong with them.
template <typename Section>
std::string told(const Section& section) {
  return fmt::format("{} {} '{}' {} {}", static_cast<int>(section.sandbox), static_cast<int>(section.network),
                     section.proxy, fmt::join(section.read, ","), fmt::join(section.write, ","));
}

std::string of_gate(const std::string& lines) {
  try {
    return told(parse_config("[gate]\n" + lines, "c.toml").gate);
  } catch (const Error& error) {
    return error.what();
  }
}

std::string of_agent(const std::string& lines) {
  const std::string agent = "[agents.a]\npreset = \"command\"\ncommand = [\"x\"]\n";
  return told(parse_config(agent + lines, "c.toml").agents.at("a"));
}

}  // namespace

TEST_CASE("an agent and the gate say in the same way how they are kept to their workspace") {
  const std::string all =
      "sandbox = \"bwrap\"\nnetwork = \"http://127.0.0.1:3128\"\nsandbox_read = [\"/data\", \"~/lists\"]\n"
      "sandbox_write = [\"~/.cache/ccache\"]\n";
  for (const auto& of : {of_gate, of_agent}) {
    CHECK(of("") == "0 0 ''  ");
    CHECK(of(all) == "1 2 'http://127.0.0.1:3128' /data,~/lists ~/.cache/ccache");
    CHECK(of("sandbox = \"none\"\nnetwork = \"off\"\n") == "2 1 ''  ");
  }
}

TEST_CASE("a sandbox, a network or a folder that means nothing is a problem of the file") {
  CHECK(of_gate("sandbox = \"bwarp\"\nnetwork = \"of\"\nsandbox_read = [\"lists\"]\n") ==
        "c.toml:2:11: unknown sandbox 'bwarp', did you mean 'bwrap'?\n"
        "c.toml:3:11: 'network' in [gate] must be \"on\", \"off\" or the address of a proxy, not 'of'\n"
        "c.toml:4:17: 'lists' of 'sandbox_read' in [gate] must begin with '/' or '~/'");
}

}  // namespace config_sandbox_test
